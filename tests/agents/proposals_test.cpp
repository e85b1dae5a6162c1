// What an agent proposes: designs of the space, as a function of its arguments.
#include <catch2/catch.hpp>
#include <set>

#include "agents/search.hpp"
#include "support/random_space.hpp"

using namespace archgym::host;
using namespace archgym::host::test;

TEST_CASE("proposals are designs of the space, in batches of any size") {
  for (const auto& [name, problem] : problems()) {
    for (const std::uint64_t batch : {1, 2, 7, 64, 500}) {
      CAPTURE(name, batch);
      AgentSession session(agent(), problem, 1);
      CHECK_NOTHROW(search(session, problem, batch, 300));
    }
  }
}

TEST_CASE("proposals satisfy the constraints of the space") {
  for (const auto& [name, problem] : problems()) {
    CAPTURE(name);
    AgentSession session(agent(), problem, 1);
    for (int round = 0; round < 20; ++round) {
      const auto proposed = session.ask(16);
      for (const Proposed& one : proposed) REQUIRE(one.feasible);
      session.tell(results_of(problem, proposed));
      if (session.status() == AG_DONE) break;
    }
  }
}

TEST_CASE("no design is proposed twice, or after others have told it") {
  for (const auto& [name, problem] : problems()) {
    CAPTURE(name);
    AgentSession session(agent(), problem, 2);
    std::set<std::string> seen;
    const auto foreign = foreign_results(problem, 20);
    for (const Told& told : foreign) seen.insert(key_of(told.point));
    session.tell(foreign);
    for (int asked = 0; asked < 300;) {
      const auto proposed = session.ask(11);
      for (const Proposed& one : proposed) REQUIRE(seen.insert(key_of(one.point)).second);
      asked += static_cast<int>(proposed.size());
      session.tell(results_of(problem, proposed));
      if (session.status() == AG_DONE) break;
      REQUIRE_FALSE(proposed.empty());
    }
  }
}

TEST_CASE("the same arguments give the same proposals") {
  for (const auto& [name, problem] : problems()) {
    CAPTURE(name);
    AgentSession first(agent(), problem, 5);
    AgentSession second(agent(), problem, 5);
    CHECK((search(first, problem, 8, 200) == search(second, problem, 8, 200)));
  }
}

// For agents that use chance.
TEST_CASE("another seed gives other proposals", "[seed]") {
  for (const auto& [name, problem] : problems()) {
    CAPTURE(name);
    if (problem.space->cardinality().designs <= 2) continue;
    AgentSession first(agent(), problem, 5);
    AgentSession second(agent(), problem, 6);
    CHECK((search(first, problem, 8, 200) != search(second, problem, 8, 200)));
  }
}

TEST_CASE("two instances do not disturb each other") {
  const SearchProblem& problem = mixed_problem();
  AgentSession alone(agent(), problem, 5);
  std::string expected;
  for (int round = 0; round < 25; ++round) expected += search(alone, problem, 8, 8);
  AgentSession one(agent(), problem, 5);
  AgentSession other(agent(), problem, 9);
  std::string stream;
  for (int round = 0; round < 25; ++round) {
    stream += search(one, problem, 8, 8);
    search(other, problem, 3, 3);
  }
  CHECK((stream == expected));
}

TEST_CASE("every hyperparameter works at its smallest and largest value") {
  const Space& hyperparameters = *agent().manifest().space;
  const SearchProblem& problem = mixed_problem();
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
      AgentSession session(agent(), problem, 3, hyperparameters.to_json(values));
      CHECK_NOTHROW(search(session, problem, 16, 200));
    }
  }
}
