// Saving and loading at any point of a search.
#include <catch2/catch.hpp>
#include <memory>

#include "agents/search.hpp"
#include "support/random_space.hpp"

using namespace archgym::host;
using namespace archgym::host::test;

namespace {

// A copy of the session by way of its state.
std::unique_ptr<AgentSession> reloaded(AgentSession& session, const SearchProblem& problem,
                                       std::uint64_t seed) {
  auto copy = std::make_unique<AgentSession>(agent(), problem, seed);
  const std::string state = session.save();
  REQUIRE(copy->load(state) == AG_OK);
  REQUIRE((copy->save() == state));
  copy->set_next_trial(session.next_trial());
  return copy;
}

}  // namespace

TEST_CASE("a loaded checkpoint continues the same stream") {
  for (const auto& [name, problem] : problems()) {
    for (const std::uint64_t before : {0, 1, 31, 33, 120}) {
      CAPTURE(name, before);
      AgentSession original(agent(), problem, 4);
      original.tell(foreign_results(problem, 3));
      if (before > 0) search(original, problem, 5, before);
      // Some results are outstanding when the state is saved.
      const auto outstanding = original.ask(6);
      if (original.status() == AG_DONE) continue;

      const auto copy = reloaded(original, problem, 4);
      for (AgentSession* session : {&original, copy.get()}) {
        session->tell(results_of(problem, outstanding));
      }
      CHECK((search(*copy, problem, 5, 150) == search(original, problem, 5, 150)));
      CHECK((copy->save() == original.save()));
    }
  }
}

TEST_CASE("a search that is saved and loaded after every call is the same search") {
  for (const auto& [name, problem] : problems()) {
    CAPTURE(name);
    AgentSession reference(agent(), problem, 7);
    auto moving = std::make_unique<AgentSession>(agent(), problem, 7);
    for (int round = 0; round < 70; ++round) {
      const auto expected = reference.ask(3);
      const auto proposed = moving->ask(3);
      REQUIRE(moving->status() == reference.status());
      REQUIRE(proposed.size() == expected.size());
      for (std::size_t k = 0; k < proposed.size(); ++k) {
        REQUIRE((key_of(proposed[k].point) == key_of(expected[k].point)));
      }
      moving = reloaded(*moving, problem, 7);
      // Results one by one, and those of a round in reverse.
      for (std::size_t k = expected.size(); k-- > 0;) {
        reference.tell(results_of(problem, {expected[k]}));
        moving->tell(results_of(problem, {proposed[k]}));
        moving = reloaded(*moving, problem, 7);
      }
      if (reference.status() == AG_DONE) break;
    }
    CHECK((moving->save() == reference.save()));
  }
}

TEST_CASE("random spaces are searched, and checkpoints work there") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const archgym::test::RandomSpace random(seed, {});
    const SearchProblem problem{std::make_shared<const Space>(random.make()), 1 + seed % 2,
                                seed % 3};
    CAPTURE(seed, boost::json::serialize(random.parameters));
    AgentSession original(agent(), problem, seed);
    search(original, problem, 1 + seed % 20, 100);
    const auto copy = reloaded(original, problem, seed);
    CHECK((search(*copy, problem, 6, 100) == search(original, problem, 6, 100)));
  }
}

TEST_CASE("bytes that are not its state are rejected and change nothing") {
  const SearchProblem& problem = mixed_problem();
  AgentSession session(agent(), problem, 4);
  AgentSession reference(agent(), problem, 4);
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

TEST_CASE("the state of another problem is rejected or used, never a crash") {
  for (const auto& [from, first] : problems()) {
    AgentSession source(agent(), first, 4);
    search(source, first, 5, 60);
    const std::string state = source.save();
    for (const auto& [to, second] : problems()) {
      CAPTURE(from, to);
      AgentSession target(agent(), second, 4);
      const ag_status status = target.load(state);
      CHECK((status == AG_OK || status == AG_E_REJECTED));
      CHECK_NOTHROW(search(target, second, 5, 60));
    }
  }
}

TEST_CASE("the state is a function of what happened, not of when it was saved") {
  const SearchProblem& problem = mixed_problem();
  AgentSession often(agent(), problem, 3);
  AgentSession once(agent(), problem, 3);
  for (int round = 0; round < 30; ++round) {
    search(often, problem, 4, 4);
    search(once, problem, 4, 4);
    often.save();
  }
  CHECK((often.save() == once.save()));
}
