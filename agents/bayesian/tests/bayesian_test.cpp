#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <set>

#include "support/agent_session.hpp"

using namespace archgym::host;
using namespace archgym::host::test;

namespace {

const AgentLibrary& library() {
  static const AgentLibrary loaded(ARCHGYM_AGENT_LIBRARY);
  return loaded;
}

// Two numbers, a category that shifts their optimum, and an order that costs.
const SearchProblem& mixed(std::uint64_t objectives, std::uint64_t constraints) {
  static const auto space = make_space(R"([
      { "name": "x", "type": "real", "minimum": 0, "maximum": 1, "default": 0.5, "description": "d" },
      { "name": "n", "type": "integer", "minimum": 0, "maximum": 100, "default": 0,
        "description": "d" },
      { "name": "c", "type": "categorical", "values": ["a", "b", "c", "d"], "default": "a",
        "description": "d" },
      { "name": "p", "type": "permutation", "values": ["u", "v", "w", "x"],
        "default": ["u", "v", "w", "x"], "description": "d" }])");
  static std::vector<SearchProblem> problems;
  problems.reserve(8);
  return problems.emplace_back(SearchProblem{space, objectives, constraints});
}

// Distance to the optimum x = 0.3, n = 70, c = "c", p = the last rank.
double cost(const Point& point) {
  const double x = point[0].as.f64 - 0.3;
  const double n = (static_cast<double>(point[1].as.i64) - 70) / 100;
  const double order = 1 - static_cast<double>(point[3].as.i64) / 23;
  return x * x + n * n + (point[2].as.i64 == 2 ? 0 : 0.3) + 0.3 * order;
}

using Evaluate = std::function<Told(std::uint64_t, const Point&)>;

std::vector<Told> run(AgentSession& session, std::uint64_t budget, const Evaluate& evaluate) {
  std::vector<Told> all;
  while (all.size() < budget) {
    std::vector<Told> results;
    for (const Proposed& one : session.ask(budget - all.size())) {
      results.push_back(evaluate(one.trial_id, one.point));
    }
    session.tell(results);
    all.insert(all.end(), results.begin(), results.end());
  }
  return all;
}

}  // namespace

TEST_CASE("bayesian: finds the optimum of a mixed space in a hundred evaluations") {
  for (const std::uint64_t batch : {1, 4}) {
    CAPTURE(batch);
    const SearchProblem& problem = mixed(1, 0);
    AgentSession session(library(), problem, 1, {{"batch_size", batch}});
    double best = HUGE_VAL;
    run(session, 100, [&](std::uint64_t id, const Point& point) {
      best = std::min(best, cost(point));
      return Told{id, point, {cost(point)}, {}, AG_OK, 1};
    });
    // One design in 6,000 is that good.
    CHECK(best < 0.005);
  }
}

TEST_CASE("bayesian: asks for one design at a time, or for a batch that is spread out") {
  const SearchProblem& problem = mixed(1, 0);
  const auto evaluate = [](std::uint64_t id, const Point& point) {
    return Told{id, point, {cost(point)}, {}, AG_OK, 1};
  };
  AgentSession single(library(), problem, 1);
  run(single, 30, evaluate);
  CHECK(single.ask(10).size() == 1);
  constexpr std::uint64_t sessions = 10;
  std::size_t different = 0;
  for (std::uint64_t seed = 1; seed <= sessions; ++seed) {
    AgentSession batched(library(), problem, seed, {{"batch_size", 8}});
    run(batched, 40, evaluate);
    const auto proposed = batched.ask(10);
    CHECK(proposed.size() == 8);
    std::set<std::int64_t> sizes;
    for (const Proposed& one : proposed) sizes.insert(one.point[1].as.i64);
    different += sizes.size();
  }
  CHECK(different >= 4 * sessions);
}

TEST_CASE("bayesian: keeps to constraints on results, and away from failures") {
  // The optimum is not feasible (n <= 40 is needed), and x > 0.6 fails.
  const SearchProblem& problem = mixed(1, 1);
  AgentSession session(library(), problem, 2);
  std::size_t failures = 0;
  double best = HUGE_VAL;
  const auto results = run(session, 120, [&](std::uint64_t id, const Point& point) {
    const double excess = static_cast<double>(point[1].as.i64) - 40;
    const bool fails = point[0].as.f64 > 0.6;
    if (!fails && excess <= 0) best = std::min(best, cost(point));
    if (id >= 20 && id < 60) failures += fails ? 1 : 0;
    return Told{id, point, {cost(point)}, {excess}, fails ? AG_E_INSTANCE : AG_OK, 1};
  });
  CHECK(best < 0.09 + 0.005);  // n = 40 costs 0.09
  CHECK(failures < 12);        // two fifths of all designs fail
}

TEST_CASE("bayesian: stays away from failures late in a run, too") {
  // The best designs that do not fail are at the border, behind which there would be better ones.
  const SearchProblem& problem = mixed(1, 0);
  std::size_t failures = 0;
  for (const std::uint64_t seed : {1, 2}) {
    AgentSession session(library(), problem, seed, {{"batch_size", 4}});
    double best = HUGE_VAL;
    run(session, 200, [&](std::uint64_t id, const Point& point) {
      const bool fails = point[0].as.f64 < 0.5;
      if (!fails) best = std::min(best, cost(point));
      if (id >= 100) failures += fails ? 1 : 0;
      return Told{id, point, {cost(point)}, {}, fails ? AG_E_INSTANCE : AG_OK, 1};
    });
    CHECK(best < 0.05);  // x = 0.5 costs 0.04
  }
  CHECK(failures < 80);  // of 200
}

TEST_CASE("bayesian: spreads over the front of two objectives") {
  const SearchProblem& problem = mixed(2, 0);
  AgentSession session(library(), problem, 3);
  std::vector<std::pair<double, double>> front;
  run(session, 120, [&](std::uint64_t id, const Point& point) {
    const double x = point[0].as.f64;
    const double rest = cost(point) - (x - 0.3) * (x - 0.3);
    front.emplace_back(x * x + rest, (1 - x) * (1 - x) + rest);
    return Told{id, point, {front.back().first, front.back().second}, {}, AG_OK, 1};
  });
  // The front is sqrt(f) + sqrt(g) = 1: close to each of its ends and to its middle.
  for (const double x : {0.1, 0.5, 0.9}) {
    const bool close = std::any_of(front.begin(), front.end(), [&](const auto& point) {
      return point.first < x * x + 0.05 && point.second < (1 - x) * (1 - x) + 0.05;
    });
    CAPTURE(x);
    CHECK(close);
  }
}

TEST_CASE("bayesian: goes on in a trust region when there are many results, and finds more") {
  const SearchProblem& problem = mixed(1, 0);
  AgentSession session(library(), problem, 4, {{"training_designs", 30}});
  double early = HUGE_VAL;
  double late = HUGE_VAL;
  run(session, 400, [&](std::uint64_t id, const Point& point) {
    (id < 30 ? early : late) = std::min(id < 30 ? early : late, cost(point));
    return Told{id, point, {cost(point)}, {}, AG_OK, 1};
  });
  CHECK(late < 1e-3);
  CHECK(late < early);
}
