// Small spaces: every design once, then the search is done.
#include <catch2/catch.hpp>
#include <set>

#include "agents/search.hpp"
#include "support/random_space.hpp"

using namespace archgym::host;
using namespace archgym::host::test;

namespace {

struct Exhaustion {
  std::set<std::string> seen;
  std::size_t asked = 0;
};

// Asks until the agent is done, but for no more than `limit` designs.
Exhaustion exhaust(AgentSession& session, const SearchProblem& problem, std::uint64_t batch,
                   std::size_t limit) {
  Exhaustion result;
  do {
    const auto proposed = session.ask(batch);
    REQUIRE((!proposed.empty() || session.status() == AG_DONE));
    for (const Proposed& one : proposed) result.seen.insert(key_of(one.point));
    result.asked += proposed.size();
    session.tell(results_of(problem, proposed));
  } while (session.status() != AG_DONE && result.asked <= limit);
  return result;
}

}  // namespace

TEST_CASE("every canonical design of a finite space is proposed once, then the agent is done") {
  archgym::test::SpaceShape shape;
  shape.reals = false;
  int spaces = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const archgym::test::RandomSpace random(seed, shape);
    const SearchProblem problem{std::make_shared<const Space>(random.make()), 1 + seed % 2,
                                seed % 3};
    const Cardinality cardinality = problem.space->cardinality();
    if (!cardinality.finite || !cardinality.canonical_exact || cardinality.canonical > 400)
      continue;
    ++spaces;
    CAPTURE(seed, boost::json::serialize(random.parameters),
            boost::json::serialize(random.constraints));
    AgentSession session(agent(), problem, seed);
    const Exhaustion result = exhaust(session, problem, 1 + seed % 12, 1000);
    REQUIRE(session.status() == AG_DONE);
    REQUIRE(result.asked == cardinality.canonical);
    REQUIRE(result.seen.size() == result.asked);
    CHECK(session.ask(5).empty());
    CHECK(session.status() == AG_DONE);
  }
  CHECK(spaces >= 20);
}

TEST_CASE("what others have evaluated is left out of a finite space") {
  for (const auto& [name, problem] : problems()) {
    const Cardinality cardinality = problem.space->cardinality();
    if (!cardinality.finite || !cardinality.canonical_exact || cardinality.canonical > 400)
      continue;
    CAPTURE(name);
    AgentSession session(agent(), problem, 1);
    std::set<std::string> known;
    const auto foreign = foreign_results(problem, 10);
    for (const Told& told : foreign) known.insert(key_of(told.point));
    session.tell(foreign);
    const Exhaustion result = exhaust(session, problem, 3, 1000);
    CHECK(result.asked == cardinality.canonical - known.size());
    known.insert(result.seen.begin(), result.seen.end());
    CHECK(known.size() == cardinality.canonical);
  }
}

TEST_CASE("a space without a feasible design ends the search at once") {
  const auto space = make_space(R"([
      { "name": "x", "type": "integer", "minimum": 0, "maximum": 9, "default": 0,
        "description": "d" },
      { "name": "y", "type": "integer", "minimum": 0, "maximum": 9, "default": 9,
        "description": "d" }])",
                                R"([{ "require": "x < y", "reason": "r" }])");
  ag_value zero{};
  zero.kind = AG_KIND_INT;
  const SearchProblem none{std::make_shared<const Space>(*space->fix(1, zero)), 1, 0};
  AgentSession session(agent(), none, 1);
  CHECK(session.ask(4).empty());
  CHECK(session.status() == AG_DONE);
}
