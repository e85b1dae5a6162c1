// Results of any kind, at any time.
#include <archgym/random.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <deque>
#include <limits>
#include <memory>

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

TEST_CASE("a result with an objective that is infinite or no number is a failure") {
  const SearchProblem& problem = mixed_problem();
  const double infinity = std::numeric_limits<double>::infinity();
  // What follows a good trial of somebody else that is told with this objective and status.
  const auto stream = [&](double objective, ag_status status) {
    AgentSession session(agent(), problem, 6);
    std::vector<Told> foreign = foreign_results(problem, 30);
    foreign[7].objectives = {objective};
    foreign[7].status = status;
    session.tell(foreign);
    return search(session, problem, 8, 120);
  };
  const std::string failed = stream(0, AG_E_INSTANCE);
  CHECK((stream(-infinity, AG_OK) == failed));
  CHECK((stream(infinity, AG_OK) == failed));
  CHECK((stream(std::nan(""), AG_OK) == failed));
}

TEST_CASE("the result of the default design may come before the first proposal") {
  for (const auto& [name, problem] : problems()) {
    if (problem.space->cardinality().designs <= 2) continue;
    for (const ag_status status : {AG_OK, AG_INFEASIBLE}) {
      CAPTURE(name, status);
      AgentSession session(agent(), problem, 3);
      const Point initial = problem.space->initial();
      Told told = result_of(problem, 1'000'000, initial);
      told.status = status;
      session.tell({told});
      std::size_t asked = 0;
      while (asked < 150) {
        const auto proposed = session.ask(16);
        for (const Proposed& one : proposed) CHECK((key_of(one.point) != key_of(initial)));
        session.tell(results_of(problem, proposed));
        asked += proposed.size();
        if (session.status() == AG_DONE) break;
        REQUIRE_FALSE(proposed.empty());
      }
      CHECK(asked >= 16);
    }
  }
}

TEST_CASE("results that are told one by one in the order of the proposals keep a search going") {
  for (const auto& [name, problem] : problems()) {
    CAPTURE(name);
    SearchProblem parallel = problem;
    parallel.parallelism = 32;
    const auto stream = [&](bool moved) {
      auto session = std::make_unique<AgentSession>(agent(), parallel, 5);
      std::deque<Proposed> under_way;
      std::string asked;
      for (int round = 0; round < 150; ++round) {
        if (session->status() != AG_DONE) {
          for (const Proposed& one : session->ask(32 - under_way.size())) {
            under_way.push_back(one);
            asked += key_of(one.point);
          }
        }
        if (under_way.empty()) {
          REQUIRE(session->status() == AG_DONE);
          break;
        }
        session->tell(results_of(parallel, {under_way.front()}));
        under_way.pop_front();
        if (!moved || round % 10 != 0) continue;
        // What is under way is part of the state.
        auto copy = std::make_unique<AgentSession>(agent(), parallel, 5);
        REQUIRE(copy->load(session->save()) == AG_OK);
        copy->set_next_trial(session->next_trial());
        const bool done = session->status() == AG_DONE;
        session = std::move(copy);
        if (done) session->ask(1);
      }
      return asked;
    };
    CHECK((stream(true) == stream(false)));
  }
}

// For agents that can propose before the results of a step are there.
TEST_CASE("many evaluations at once are kept busy", "[ahead]") {
  constexpr std::size_t at_once = 16;
  SearchProblem parallel = mixed_problem();
  parallel.parallelism = at_once;
  AgentSession session(agent(), parallel, 5);
  std::deque<Proposed> under_way;
  std::size_t sum = 0;
  for (int told = 0; told < 200; ++told) {
    for (const Proposed& one : session.ask(at_once - under_way.size())) under_way.push_back(one);
    REQUIRE_FALSE(under_way.empty());
    if (told >= 100) sum += under_way.size();
    session.tell(results_of(parallel, {under_way.front()}));
    under_way.pop_front();
  }
  CHECK(sum >= 100 * at_once * 9 / 10);
}
