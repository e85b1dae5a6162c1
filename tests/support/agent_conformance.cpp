// What every agent must do. Link this file and agent_session.cpp into a Catch2 test with
// ARCHGYM_AGENT_LIBRARY defined as the path of the plugin, or call
// archgym_add_agent_test(<name> <plugin target> [SOURCES ...]).
#include <archgym/random.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

#include "support/agent_session.hpp"
#include "support/random_space.hpp"

using namespace archgym::host;
using namespace archgym::host::test;
using archgym::Random;

namespace {

const AgentLibrary& library() {
  static const AgentLibrary loaded(ARCHGYM_AGENT_LIBRARY);
  return loaded;
}

struct NamedProblem {
  const char* name;
  SearchProblem problem;
};

// Every kind of parameter, conditions, inert parameters, constraints, fixed values; tiny and huge.
const std::vector<NamedProblem>& problems() {
  static const std::vector<NamedProblem> all = [] {
    const auto mixed = make_space(R"([
      { "name": "flag", "type": "bool", "default": false, "description": "d" },
      { "name": "size", "type": "integer", "minimum": 1, "maximum": 128, "scale": "log",
        "default": 8, "description": "d" },
      { "name": "step", "type": "integer", "minimum": -10, "maximum": 11, "step": 3, "default": -1,
        "description": "d" },
      { "name": "depth", "type": "ordinal", "values": [1, 2, 4, 8], "default": 4,
        "description": "d" },
      { "name": "policy", "type": "categorical", "values": ["a", "b", "c"], "default": "b",
        "description": "d" },
      { "name": "volt", "type": "real", "minimum": 0.5, "maximum": 1.5, "default": 1,
        "description": "d" },
      { "name": "rate", "type": "real", "minimum": 0.001, "maximum": 10, "scale": "log",
        "default": 1, "description": "d" },
      { "name": "order", "type": "permutation", "values": ["K", "C", "Y", "X"],
        "default": ["K", "C", "Y", "X"], "description": "d" },
      { "name": "extra", "type": "integer", "minimum": 0, "maximum": 9, "default": 3,
        "when": "flag", "description": "d" },
      { "name": "tail", "type": "real", "minimum": 0, "maximum": 1, "default": 0,
        "inert_when": "policy == 'a'", "description": "d" }
    ])",
                                  R"([{ "require": "step < size", "reason": "r" }])");
    const auto finite = make_space(R"([
      { "name": "x", "type": "integer", "minimum": 0, "maximum": 5, "default": 0,
        "description": "d" },
      { "name": "y", "type": "categorical", "values": ["a", "b", "c", "d"], "default": "a",
        "description": "d" },
      { "name": "z", "type": "permutation", "values": ["1", "2", "3"], "default": ["1", "2", "3"],
        "inert_when": "y == 'c'", "description": "d" },
      { "name": "w", "type": "bool", "default": true, "when": "x > 2", "description": "d" }
    ])",
                                   R"([{ "require": "x != 1 or y != 'b'", "reason": "r" }])");
    const auto single = make_space(R"([
      { "name": "x", "type": "bool", "default": false, "description": "d" }])");
    const auto huge = make_space(R"([
      { "name": "p", "type": "permutation", "values": ["A","B","C","D","E","F","G","H","I","J",
        "K","L","M","N","O","P","Q","R","S","T"], "default": ["A","B","C","D","E","F","G","H","I",
        "J","K","L","M","N","O","P","Q","R","S","T"], "description": "d" },
      { "name": "n", "type": "integer", "minimum": -1000000000000, "maximum": 1000000000000,
        "default": 0, "description": "d" },
      { "name": "r", "type": "real", "minimum": -1e300, "maximum": 1e300, "default": 0,
        "description": "d" }
    ])");
    ag_value eight{};
    eight.kind = AG_KIND_INT;
    eight.as.i64 = 8;
    const auto fixed = std::make_shared<const Space>(*mixed->fix(*mixed->find("depth"), eight));
    return std::vector<NamedProblem>{{"mixed", {mixed, 1, 0}},
                                     {"mixed, 2 objectives, 1 constraint", {mixed, 2, 1}},
                                     {"finite", {finite, 1, 1}},
                                     {"finite, 3 objectives", {finite, 3, 0}},
                                     {"two designs", {single, 1, 0}},
                                     {"huge", {huge, 1, 0}},
                                     {"with a fixed parameter", {fixed, 1, 0}}};
  }();
  return all;
}

// A result that is a function of the design, with everything that happens: infeasible and failed
// ones, objectives that are NaN or infinite, missed constraints.
Told result_of(const SearchProblem& problem, std::uint64_t trial_id, const Point& point) {
  std::vector<double> unit(point.size());
  problem.space->encode(point, unit);
  double sum = 0;
  for (std::size_t p = 0; p < unit.size(); ++p) {
    if (!std::isnan(unit[p])) sum += static_cast<double>(p + 1) * unit[p];
  }
  Told told{trial_id, point, {}, {}, AG_OK, 1};
  for (std::uint64_t k = 0; k < problem.objectives; ++k) {
    told.objectives.push_back(std::abs(sum - static_cast<double>(k)));
  }
  for (std::uint64_t k = 0; k < problem.constraints; ++k) told.constraints.push_back(3 - sum);
  switch (static_cast<std::uint64_t>(sum * 1000) % 16) {
    case 0:
      told.status = AG_INFEASIBLE;
      break;
    case 1:
      told.status = AG_E_INSTANCE;
      break;
    case 2:
      told.status = AG_CANCELLED;
      break;
    case 3:
      told.objectives[0] = std::nan("");
      break;
    case 4:
      told.objectives[0] = -HUGE_VAL;
      break;
    case 5:
      told.objectives[0] = HUGE_VAL;
      break;
    default:
      break;
  }
  return told;
}

std::vector<Told> results_of(const SearchProblem& problem, const std::vector<Proposed>& proposed) {
  std::vector<Told> results;
  results.reserve(proposed.size());
  for (const Proposed& one : proposed) {
    results.push_back(result_of(problem, one.trial_id, one.point));
  }
  return results;
}

// The bytes of what was proposed.
std::string bytes_of(const std::vector<Proposed>& proposed) {
  std::string bytes;
  for (const Proposed& one : proposed) {
    for (const ag_value& value : one.point) {
      bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
  }
  return bytes;
}

// Asks and tells until `trials` designs are told or the agent is done; returns the proposals.
std::string search(AgentSession& session, const SearchProblem& problem, std::uint64_t batch,
                   std::uint64_t trials) {
  std::string stream;
  for (std::uint64_t told = 0; told < trials;) {
    const auto proposed = session.ask(std::min(batch, trials - told));
    if (proposed.empty() && session.status() == AG_AGAIN) {
      FAIL("the agent waits for results, but it was told all of them");
    }
    stream += bytes_of(proposed);
    session.tell(results_of(problem, proposed));
    told += proposed.size();
    if (session.status() == AG_DONE) break;
  }
  return stream;
}

std::vector<Told> foreign_results(const SearchProblem& problem, std::uint64_t count) {
  std::vector<Told> results;
  Point point(problem.space->size());
  for (std::uint64_t k = 0; k < count; ++k) {
    REQUIRE(problem.space->sample(99, k, point) == AG_OK);
    results.push_back(result_of(problem, 1'000'000 + k, point));
  }
  return results;
}

}  // namespace

TEST_CASE("agent: proposals are designs of the space, in batches of any size") {
  for (const auto& [name, problem] : problems()) {
    for (const std::uint64_t batch : {1, 2, 7, 64, 500}) {
      CAPTURE(name, batch);
      AgentSession session(library(), problem, 1);
      CHECK_NOTHROW(search(session, problem, batch, 300));
    }
  }
}

TEST_CASE("agent: proposals satisfy the constraints of the space") {
  for (const auto& [name, problem] : problems()) {
    CAPTURE(name);
    AgentSession session(library(), problem, 1);
    for (int round = 0; round < 20; ++round) {
      const auto proposed = session.ask(16);
      for (const Proposed& one : proposed) REQUIRE(one.feasible);
      session.tell(results_of(problem, proposed));
      if (session.status() == AG_DONE) break;
    }
  }
}

TEST_CASE("agent: the same arguments give the same proposals, another seed gives others") {
  for (const auto& [name, problem] : problems()) {
    CAPTURE(name);
    AgentSession first(library(), problem, 5);
    AgentSession second(library(), problem, 5);
    AgentSession other(library(), problem, 6);
    const std::string stream = search(first, problem, 8, 200);
    CHECK((stream == search(second, problem, 8, 200)));
    if (problem.space->cardinality().designs > 2) {
      CHECK((stream != search(other, problem, 8, 200)));
    }
  }
}

TEST_CASE("agent: two instances do not disturb each other") {
  const SearchProblem& problem = problems()[0].problem;
  AgentSession alone(library(), problem, 5);
  const std::string expected = search(alone, problem, 8, 200);
  AgentSession one(library(), problem, 5);
  AgentSession other(library(), problem, 9);
  std::string stream;
  for (int round = 0; round < 25; ++round) {
    stream += search(one, problem, 8, 8);
    search(other, problem, 3, 3);
  }
  CHECK((stream == expected));
}

TEST_CASE("agent: a loaded checkpoint continues the same stream") {
  for (const auto& [name, problem] : problems()) {
    for (const std::uint64_t before : {0, 1, 31, 33, 120}) {
      CAPTURE(name, before);
      AgentSession original(library(), problem, 4);
      original.tell(foreign_results(problem, 3));
      if (before > 0) search(original, problem, 5, before);
      // Some results are outstanding when the state is saved.
      const auto outstanding = original.ask(6);
      if (original.status() == AG_DONE) continue;

      AgentSession copy(library(), problem, 4);
      const std::string state = original.save();
      REQUIRE(copy.load(state) == AG_OK);
      CHECK((copy.save() == state));
      copy.set_next_trial(original.next_trial());
      for (AgentSession* session : {&original, &copy}) {
        session->tell(results_of(problem, outstanding));
      }
      CHECK((search(copy, problem, 5, 150) == search(original, problem, 5, 150)));
      CHECK((copy.save() == original.save()));
    }
  }
}

TEST_CASE("agent: searches random spaces, and its checkpoints work there") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const archgym::test::RandomSpace random(seed, {});
    const SearchProblem problem{std::make_shared<const Space>(random.make()), 1 + seed % 2,
                                seed % 3};
    CAPTURE(seed, boost::json::serialize(random.parameters));
    AgentSession original(library(), problem, seed);
    search(original, problem, 1 + seed % 20, 100);
    AgentSession copy(library(), problem, seed);
    REQUIRE(copy.load(original.save()) == AG_OK);
    copy.set_next_trial(original.next_trial());
    CHECK((search(copy, problem, 6, 100) == search(original, problem, 6, 100)));
  }
}

TEST_CASE("agent: bytes that are not its state are rejected and change nothing") {
  const SearchProblem& problem = problems()[0].problem;
  AgentSession session(library(), problem, 4);
  AgentSession reference(library(), problem, 4);
  search(session, problem, 5, 60);
  search(reference, problem, 5, 60);
  const std::string state = session.save();

  std::vector<std::string> wrong = {"", "nonsense", std::string(10000, '\0'), state + "x"};
  for (std::size_t size = 0; size < state.size(); size += 1 + state.size() / 40) {
    wrong.push_back(state.substr(0, size));
    wrong.push_back(state);
    wrong.back()[size] = static_cast<char>(wrong.back()[size] ^ 0x55);
  }
  for (const std::string& bytes : wrong) {
    REQUIRE(session.load(bytes) == AG_E_REJECTED);
    REQUIRE_FALSE(session.message().empty());
  }
  CHECK((session.save() == state));
  CHECK((search(session, problem, 5, 60) == search(reference, problem, 5, 60)));
}

TEST_CASE("agent: the state of another problem is rejected or used, never a crash") {
  for (const auto& [from, first] : problems()) {
    for (const auto& [to, second] : problems()) {
      CAPTURE(from, to);
      AgentSession source(library(), first, 4);
      search(source, first, 5, 60);
      AgentSession target(library(), second, 4);
      const ag_status status = target.load(source.save());
      CHECK((status == AG_OK || status == AG_E_REJECTED));
      CHECK_NOTHROW(search(target, second, 5, 60));
    }
  }
}

TEST_CASE("agent: results of others are taken before, between and after its own") {
  for (const auto& [name, problem] : problems()) {
    CAPTURE(name);
    AgentSession session(library(), problem, 2);
    session.tell(foreign_results(problem, 300));
    CHECK_NOTHROW(search(session, problem, 16, 64));
    const auto outstanding = session.ask(8);
    session.tell(foreign_results(problem, 40));
    session.tell(results_of(problem, outstanding));
    CHECK_NOTHROW(search(session, problem, 16, 64));
  }
}

TEST_CASE("agent: results come late, in any order, one by one, twice, pending or approximate") {
  for (const auto& [name, problem] : problems()) {
    CAPTURE(name);
    Random random(8, name);
    AgentSession session(library(), problem, 3);
    std::vector<Proposed> outstanding;
    for (int round = 0; round < 120; ++round) {
      const auto proposed = session.ask(1 + random.below(12));
      const bool waiting = proposed.empty() && session.status() == AG_AGAIN;
      REQUIRE((!waiting || !outstanding.empty()));
      outstanding.insert(outstanding.end(), proposed.begin(), proposed.end());
      random.shuffle(outstanding.begin(), outstanding.end());
      // Everything that is outstanding when the agent waits: it may need all of it.
      std::uint64_t finished = waiting ? outstanding.size() : random.below(outstanding.size() + 1);
      for (; finished > 0; --finished) {
        const Proposed one = outstanding.back();
        outstanding.pop_back();
        Told told = result_of(problem, one.trial_id, one.point);
        if (random.chance(0.2)) {
          Told pending = told;
          pending.status = AG_PENDING;
          session.tell({pending});
        }
        if (random.chance(0.1)) told.fidelity = 0.5;
        session.tell({told});
        if (random.chance(0.1)) session.tell({told});
      }
      if (session.status() == AG_DONE) break;
    }
  }
}

TEST_CASE("agent: a search in which nothing ever succeeds goes on") {
  for (const auto& [name, problem] : problems()) {
    CAPTURE(name);
    AgentSession session(library(), problem, 3);
    for (int round = 0; round < 30; ++round) {
      auto results = results_of(problem, session.ask(10));
      for (Told& told : results) told.status = round % 2 == 0 ? AG_INFEASIBLE : AG_E_TRANSIENT;
      session.tell(results);
      if (session.status() == AG_DONE) break;
      REQUIRE_FALSE(results.empty());
    }
  }
}

TEST_CASE("agent: every hyperparameter works at its smallest and largest value") {
  const Space& hyperparameters = *library().manifest().space;
  const SearchProblem& problem = problems()[0].problem;
  for (std::size_t h = 0; h < hyperparameters.size(); ++h) {
    for (const double end : {0.0, 1.0}) {
      Point values = hyperparameters.initial();
      std::vector<double> unit(values.size());
      if (hyperparameters[h].type == ParameterType::text) continue;
      hyperparameters.encode(values, unit);
      unit[h] = end;
      // A constraint between hyperparameters may exclude the corner.
      if (hyperparameters.decode(unit, values) != AG_OK) continue;
      CAPTURE(hyperparameters[h].name, end);
      AgentSession session(library(), problem, 3, hyperparameters.to_json(values));
      CHECK_NOTHROW(search(session, problem, 16, 200));
    }
  }
}

TEST_CASE("agent: the state is a function of what happened, not of when it was saved") {
  const SearchProblem& problem = problems()[0].problem;
  AgentSession often(library(), problem, 3);
  AgentSession once(library(), problem, 3);
  for (int round = 0; round < 30; ++round) {
    search(often, problem, 4, 4);
    search(once, problem, 4, 4);
    often.save();
  }
  CHECK((often.save() == once.save()));
}
