#include <algorithm>
#include <archgym/random.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

#include "support/agent_session.hpp"
#include "support/agent_tasks.hpp"

using namespace archgym::host;
using namespace archgym::host::test;

namespace {

const AgentLibrary& library() {
  static const AgentLibrary loaded(ARCHGYM_AGENT_LIBRARY);
  return loaded;
}

constexpr std::size_t k_designs = 6;  // parameters of the design; the fidelity follows

// Six integers and a fidelity of 81 steps.
std::shared_ptr<const Space> staged_space() {
  std::string parameters = "[";
  for (std::size_t k = 0; k < k_designs; ++k) {
    parameters += R"({"name": "p)" + std::to_string(k) +
                  R"(", "type": "integer", "minimum": 0, "maximum": 63, "default": 0,
                      "description": "d"},)";
  }
  parameters += R"({"name": "share", "type": "integer", "minimum": 1, "maximum": 81, "default": 81,
                    "description": "d"}])";
  return std::make_shared<const Space>(*make_space(parameters)->with_fidelity(k_designs));
}

// The distance to a design, with an error that fades with the fidelity.
Told evaluate(const Space& space, std::uint64_t trial_id, const Point& point) {
  const double fidelity = space.fidelity(point);
  double sum = 0;
  std::uint64_t key = 0;
  for (std::size_t k = 0; k < k_designs; ++k) {
    const auto value = static_cast<std::uint64_t>(point[k].as.i64);
    sum += std::pow(static_cast<double>(value) - 23, 2);
    key = 64 * key + value;
  }
  const double error = archgym::Random(key, "error").normal() * (1 - fidelity);
  return {trial_id, point, {sum * (1 + 0.1 * error)}, {}, AG_OK, fidelity};
}

std::vector<Told> results_of(const Space& space, const std::vector<Proposed>& proposed) {
  std::vector<Told> results;
  results.reserve(proposed.size());
  for (const Proposed& one : proposed) {
    results.push_back(evaluate(space, one.trial_id, one.point));
  }
  return results;
}

std::vector<std::int64_t> design_of(const Point& point) {
  std::vector<std::int64_t> design;
  for (std::size_t k = 0; k < k_designs; ++k) design.push_back(point[k].as.i64);
  return design;
}

}  // namespace

TEST_CASE("hyperband: brackets are those of the paper for 81 units and a factor of 3") {
  // n = ceil(5 / (s + 1) 3^s) designs to begin with: Li et al., algorithm 1.
  const std::vector<std::pair<std::int64_t, std::size_t>> expected{
      {1, 81}, {3, 27}, {9, 9},  {27, 3}, {81, 1}, {3, 34}, {9, 11}, {27, 3},
      {81, 1}, {9, 15}, {27, 5}, {81, 1}, {27, 8}, {81, 2}, {81, 5}, {1, 81}};
  const SearchProblem problem{staged_space()};
  for (const std::uint64_t batch : {1, 7, 100}) {
    CAPTURE(batch);
    AgentSession session(library(), problem, 1, {{"minimum_fidelity", 0.001}});
    std::vector<std::pair<std::int64_t, std::size_t>> found{{1, 0}};
    while (found.size() < expected.size() || found.back().second < 81) {
      const auto proposed = session.ask(batch);
      REQUIRE_FALSE(proposed.empty());
      for (const Proposed& one : proposed) {
        const std::int64_t share = one.point[k_designs].as.i64;
        if (found.back().first != share) found.emplace_back(share, 0);
        ++found.back().second;
      }
      session.tell(results_of(*problem.space, proposed));
    }
    // The last rung of one bracket and the next bracket may have the same fidelity.
    std::vector<std::pair<std::int64_t, std::size_t>> merged;
    for (const auto& [share, count] : expected) {
      if (!merged.empty() && merged.back().first == share)
        merged.back().second += count;
      else
        merged.emplace_back(share, count);
    }
    found.resize(merged.size());
    found.back().second = std::min<std::size_t>(found.back().second, 81);
    CHECK(found == merged);
  }
}

TEST_CASE("hyperband: the best of a rung go on, and only they") {
  const SearchProblem problem{staged_space()};
  AgentSession session(library(), problem, 3);
  const auto first = session.ask(1000);
  REQUIRE(first.size() == 27);
  CHECK(session.status() == AG_OK);
  CHECK(session.ask(1).empty());  // results are missing
  CHECK(session.status() == AG_AGAIN);
  auto results = results_of(*problem.space, first);
  results[4].status = AG_E_INSTANCE;
  results[5].objectives[0] = std::nan("");
  session.tell(results);
  results.erase(results.begin() + 4, results.begin() + 6);
  std::sort(results.begin(), results.end(),
            [](const Told& a, const Told& b) { return a.objectives[0] < b.objectives[0]; });
  const auto second = session.ask(1000);
  REQUIRE(second.size() == 9);
  for (std::size_t k = 0; k < 9; ++k) {
    CHECK(design_of(second[k].point) == design_of(results[k].point));
    CHECK(second[k].point[k_designs].as.i64 == 9);
  }
}

TEST_CASE("hyperband: designs that meet the constraints on results go on before others") {
  const SearchProblem problem{staged_space(), 2, 1};
  AgentSession session(library(), problem, 3);
  const auto first = session.ask(1000);
  std::vector<Told> results;
  std::set<std::vector<std::int64_t>> feasible;
  for (const Proposed& one : first) {
    const bool good = one.trial_id % 3 == 0;
    if (good) feasible.insert(design_of(one.point));
    const auto cost = static_cast<double>(one.trial_id);
    results.push_back(
        {one.trial_id, one.point, {good ? 100 : cost, -cost}, {good ? 0.0 : 1.0}, AG_OK, 1.0 / 27});
  }
  session.tell(results);
  REQUIRE(feasible.size() == 9);
  for (const Proposed& one : session.ask(1000)) {
    CHECK(feasible.count(design_of(one.point)) == 1);
  }
}

TEST_CASE("hyperband: a design is new once, whatever its fidelity") {
  const SearchProblem problem{staged_space()};
  AgentSession session(library(), problem, 3);
  std::set<std::vector<std::int64_t>> foreign;
  std::vector<Told> told;
  Point point(problem.space->size());
  for (std::uint64_t index = 0; index < 100; ++index) {
    REQUIRE(problem.space->sample(3, index, point) == AG_OK);
    told.push_back(evaluate(*problem.space, 1000 + index, point));
    foreign.insert(design_of(point));
  }
  session.tell(told);
  std::map<std::vector<std::int64_t>, std::set<std::int64_t>> shares;
  for (int round = 0; round < 40; ++round) {
    const auto proposed = session.ask(64);
    for (const Proposed& one : proposed) {
      CHECK(foreign.count(design_of(one.point)) == 0);
      CHECK(shares[design_of(one.point)].insert(one.point[k_designs].as.i64).second);
    }
    session.tell(results_of(*problem.space, proposed));
  }
}

TEST_CASE("hyperband: exhausts a small space with a fidelity") {
  const auto space = std::make_shared<const Space>(*make_space(R"([
    {"name": "x", "type": "integer", "minimum": 0, "maximum": 9, "default": 0, "description": "d"},
    {"name": "y", "type": "integer", "minimum": 0, "maximum": 4, "default": 0, "description": "d"},
    {"name": "share", "type": "ordinal", "values": [1, 3, 9], "default": 9, "description": "d"}])")
                                                        ->with_fidelity(2));
  AgentSession session(library(), {space}, 1);
  std::set<std::pair<std::int64_t, std::int64_t>> seen;
  for (int round = 0; round < 300 && session.status() != AG_DONE; ++round) {
    std::vector<Told> results;
    for (const Proposed& one : session.ask(8)) {
      seen.emplace(one.point[0].as.i64, one.point[1].as.i64);
      const auto cost = static_cast<double>(one.point[0].as.i64);
      results.push_back({one.trial_id, one.point, {cost}, {}, AG_OK, space->fidelity(one.point)});
    }
    session.tell(results);
  }
  CHECK(session.status() == AG_DONE);
  CHECK(seen.size() == 50);
}

TEST_CASE("hyperband: a checkpoint in the middle of a bracket continues it") {
  const SearchProblem problem{staged_space()};
  AgentSession original(library(), problem, 3);
  for (const std::uint64_t count : {27, 5, 20, 30, 8}) {
    original.tell(results_of(*problem.space, original.ask(count)));
    const auto outstanding = original.ask(3);
    AgentSession copy(library(), problem, 3);
    REQUIRE(copy.load(original.save()) == AG_OK);
    copy.set_next_trial(original.next_trial());
    original.tell(results_of(*problem.space, outstanding));
    copy.tell(results_of(*problem.space, outstanding));
    CHECK((copy.save() == original.save()));
  }
}

TEST_CASE("hyperband: at the same cost better than random search") {
  const SearchProblem problem{staged_space()};
  int wins = 0;
  for (std::uint64_t seed = 1; seed <= 15; ++seed) {
    AgentSession session(library(), problem, seed, {{"schedule", "successive_halving"}});
    double cost = 0;
    double best = std::numeric_limits<double>::infinity();
    while (cost < 100) {
      const auto results = results_of(*problem.space, session.ask(1));
      session.tell(results);
      cost += results[0].fidelity;
      if (results[0].fidelity == 1) best = std::min(best, results[0].objectives[0]);
    }
    double random = std::numeric_limits<double>::infinity();
    const Space full = problem.space->at_full_fidelity();
    Point point(full.size());
    for (std::uint64_t index = 0; index < 100; ++index) {
      REQUIRE(full.sample(seed, index, point) == AG_OK);
      random = std::min(random, evaluate(full, index, point).objectives[0]);
    }
    wins += best < random;
  }
  CHECK(wins >= 11);
}
