// For agents that promise never to propose a design twice: they propose every canonical design of a
// finite space once and are done then.
#pragma once

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "support/agent_session.hpp"
#include "support/random_space.hpp"

namespace archgym::host::test {

inline void exhausts_random_spaces(const AgentLibrary& library) {
  archgym::test::SpaceShape shape;
  shape.reals = false;
  int spaces = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const archgym::test::RandomSpace random(seed, shape);
    const SearchProblem problem{std::make_shared<const Space>(random.make()), 1, 0};
    const Cardinality cardinality = problem.space->cardinality();
    if (!cardinality.canonical_exact || cardinality.canonical > 2000) continue;
    ++spaces;
    CAPTURE(seed, boost::json::serialize(random.parameters),
            boost::json::serialize(random.constraints));
    AgentSession session(library, problem, seed);
    std::set<std::string> seen;
    std::size_t asked = 0;
    while (session.status() != AG_DONE) {
      const auto proposed = session.ask(10);
      std::vector<Told> results;
      for (const Proposed& one : proposed) {
        seen.emplace(reinterpret_cast<const char*>(one.point.data()),
                     one.point.size() * sizeof(ag_value));
        results.push_back({one.trial_id, one.point, {double(one.trial_id % 7)}, {}, AG_OK, 1});
      }
      asked += proposed.size();
      session.tell(results);
      REQUIRE(asked <= cardinality.canonical);
    }
    REQUIRE(asked == cardinality.canonical);
    REQUIRE(seen.size() == asked);
  }
  CHECK(spaces >= 20);
}

}  // namespace archgym::host::test
