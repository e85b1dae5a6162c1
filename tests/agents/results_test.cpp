// Results of any kind, at any time.
#include <archgym/random.hpp>
#include <catch2/catch.hpp>

#include "agents/search.hpp"

using namespace archgym::host;
using namespace archgym::host::test;
using archgym::Random;

TEST_CASE("results of others are taken before, between and after its own") {
  for (const auto& [name, problem] : problems()) {
    CAPTURE(name);
    AgentSession session(agent(), problem, 2);
    session.tell(foreign_results(problem, 300));
    CHECK_NOTHROW(search(session, problem, 16, 64));
    const auto outstanding = session.ask(8);
    session.tell(foreign_results(problem, 40));
    session.tell(results_of(problem, outstanding));
    CHECK_NOTHROW(search(session, problem, 16, 64));
  }
}

TEST_CASE("results come late, in any order, one by one, twice, pending or approximate") {
  for (const auto& [name, problem] : problems()) {
    CAPTURE(name);
    Random random(8, name);
    AgentSession session(agent(), problem, 3);
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

TEST_CASE("a search in which nothing ever succeeds goes on") {
  for (const auto& [name, problem] : problems()) {
    CAPTURE(name);
    AgentSession session(agent(), problem, 3);
    for (int round = 0; round < 30; ++round) {
      auto results = results_of(problem, session.ask(10));
      for (Told& told : results) told.status = round % 2 == 0 ? AG_INFEASIBLE : AG_E_TRANSIENT;
      session.tell(results);
      if (session.status() == AG_DONE) break;
      REQUIRE_FALSE(results.empty());
    }
  }
}

TEST_CASE("a search in which all designs are equally good goes on") {
  for (const auto& [name, problem] : problems()) {
    CAPTURE(name);
    AgentSession session(agent(), problem, 3);
    for (int round = 0; round < 30; ++round) {
      std::vector<Told> results;
      for (const Proposed& one : session.ask(10)) {
        results.push_back({one.trial_id, one.point, std::vector<double>(problem.objectives, 1.5),
                           std::vector<double>(problem.constraints, 0.0), AG_OK, 1});
      }
      session.tell(results);
      if (session.status() == AG_DONE) break;
      REQUIRE_FALSE(results.empty());
    }
  }
}
