#include <catch2/catch.hpp>
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

const boost::json::object k_two{{"members", "genetic, random_walker"}};

std::string creation_error(const char* members) {
  try {
    AgentSession session(library(), sphere().problem, 1, {{"members", members}});
    return "";
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("portfolio: refuses members that do not exist, and says which are near") {
  CHECK_THAT(creation_error("genetik"), Catch::Contains("genetik") && Catch::Contains("genetic"));
  CHECK_THAT(creation_error(""), Catch::Contains("expected names"));
  CHECK_THAT(creation_error("genetic,genetic"), Catch::Contains("named twice"));
}

TEST_CASE("portfolio: with one member it is that member") {
  // The member's own seed is derived, so only the kind of search can be compared.
  const Comparison comparison =
      compare_with_random(library(), sphere(), 600, {{"members", "genetic"}});
  CHECK(comparison.won());
}

TEST_CASE("portfolio: finds out that a learning member is better than random search") {
  const Comparison comparison = compare_with_random(library(), sphere(), 600, k_two);
  CHECK(comparison.won());
}

TEST_CASE("portfolio: a member that waits does not stop the others") {
  const Task task = sphere();
  AgentSession session(library(), task.problem, 1, k_two);
  // More than a generation of the genetic algorithm, without a single result.
  CHECK(session.ask(200).size() == 200);
}

TEST_CASE("portfolio: its state has those of its members") {
  const Task task = sphere();
  AgentSession session(library(), task.problem, 1, k_two);
  for (const Proposed& one : session.ask(40)) {
    session.tell({task.evaluate(one.trial_id, one.point)});
  }
  AgentSession others(library(), task.problem, 1, {{"members", "random_walker, genetic"}});
  CHECK(others.load(session.save()) == AG_E_REJECTED);
  CHECK_THAT(others.message(), Catch::Contains("other members"));
  AgentSession fewer(library(), task.problem, 1, {{"members", "genetic"}});
  CHECK(fewer.load(session.save()) == AG_E_REJECTED);
}
