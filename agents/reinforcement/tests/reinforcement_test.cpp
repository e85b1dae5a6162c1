#include <algorithm>
#include <catch2/catch.hpp>

#include "support/agent_session.hpp"
#include "support/agent_tasks.hpp"

using namespace archgym::host;
using namespace archgym::host::test;

namespace {

const AgentLibrary& library() {
  static const AgentLibrary loaded(ARCHGYM_AGENT_LIBRARY);
  return loaded;
}

}  // namespace

TEST_CASE("reinforcement: beats random search") {
  SECTION("a smooth problem") {
    CHECK(compare_with_random(library(), sphere(), 600).won());
  }
  SECTION("reals") {
    CHECK(compare_with_random(library(), real_sphere(), 600).won());
  }
  SECTION("a constrained problem") {
    CHECK(compare_with_random(library(), knapsack(), 600).won());
  }
  SECTION("permutations") {
    CHECK(compare_with_random(library(), sorting(), 600).won());
  }
  SECTION("two objectives") {
    CHECK(compare_with_random(library(), zdt1(), 600).won());
  }
  SECTION("episodes of several steps") {
    CHECK(compare_with_random(library(), sphere(), 600, {{"episode_length", 4}}).won());
  }
}

TEST_CASE("reinforcement: waits for the results of a round") {
  const Task task = sphere();
  AgentSession session(library(), task.problem, 1, {{"batch_size", 10}});
  const auto proposed = session.ask(100);
  CHECK(proposed.size() == 10);
  CHECK(session.ask(1).empty());
  CHECK(session.status() == AG_AGAIN);
  for (const Proposed& one : proposed) session.tell({task.evaluate(one.trial_id, one.point)});
  CHECK(session.ask(100).size() == 10);
}

TEST_CASE("reinforcement: a step of a longer episode changes one parameter of the last design") {
  const Task task = sphere();
  AgentSession session(library(), task.problem, 1, {{"batch_size", 8}, {"episode_length", 4}});
  std::vector<Proposed> last = session.ask(100);
  REQUIRE(last.size() == 2);  // two episodes
  for (const Proposed& one : last) CHECK(session.previous(one.trial_id) == one.trial_id);
  for (int step = 1; step < 4; ++step) {
    for (const Proposed& one : last) session.tell({task.evaluate(one.trial_id, one.point)});
    const auto next = session.ask(100);
    REQUIRE(next.size() == 2);
    for (std::size_t k = 0; k < 2; ++k) {
      int different = 0;
      for (std::size_t p = 0; p < next[k].point.size(); ++p) {
        different += next[k].point[p].as.bits != last[k].point[p].as.bits;
      }
      CHECK(different == 1);
      CHECK(session.previous(next[k].trial_id) == last[k].trial_id);
    }
    last = next;
  }
}

TEST_CASE("reinforcement: an episode that the environment ended is not continued") {
  const Task task = sphere();
  AgentSession session(library(), task.problem, 1, {{"batch_size", 8}, {"episode_length", 4}});
  const auto first = session.ask(100);
  REQUIRE(first.size() == 2);
  std::vector<Told> results;
  results.reserve(first.size());
  for (const Proposed& one : first) results.push_back(task.evaluate(one.trial_id, one.point));
  results[0].status = AG_DONE;
  session.tell(results);
  const auto next = session.ask(100);
  REQUIRE(next.size() == 1);
  CHECK(session.previous(next[0].trial_id) == first[1].trial_id);
}

TEST_CASE(
    "reinforcement: the stream depends neither on the batch size nor on the order of results") {
  const Task task = sphere();
  const auto stream = [&](std::uint64_t batch, bool backwards) {
    AgentSession session(library(), task.problem, 7);
    std::vector<std::int64_t> values;
    std::vector<Proposed> outstanding;
    while (values.size() < 3200) {
      const auto proposed = session.ask(batch);
      for (const Proposed& one : proposed) {
        for (const ag_value& value : one.point) values.push_back(value.as.i64);
      }
      outstanding.insert(outstanding.end(), proposed.begin(), proposed.end());
      if (!proposed.empty()) continue;  // tell only when the agent waits
      if (backwards) std::reverse(outstanding.begin(), outstanding.end());
      for (const Proposed& one : outstanding) {
        session.tell({task.evaluate(one.trial_id, one.point)});
      }
      outstanding.clear();
    }
    values.resize(3200);
    return values;
  };
  const auto expected = stream(1, false);
  CHECK((stream(7, false) == expected));
  CHECK((stream(64, true) == expected));
}

TEST_CASE("reinforcement: learns from the results of another agent") {
  const Task task = sphere();
  const auto mean_cost = [&](AgentSession& session) {
    double sum = 0;
    for (const Proposed& one : session.ask(16)) {
      sum += task.evaluate(one.trial_id, one.point).objectives[0] / 16;
    }
    return sum;
  };
  AgentSession fresh(library(), task.problem, 3);
  AgentSession taught(library(), task.problem, 3);
  taught.set_next_trial(10000);
  // Good results in small portions, as a long run of another agent would leave them.
  std::vector<Told> portion;
  for (const Told& told : run_agent(library(), task, 11, 3000)) {
    portion.push_back(told);
    if (portion.size() < 100) continue;
    taught.tell(portion);
    portion.clear();
  }
  CHECK(mean_cost(taught) < mean_cost(fresh));
}
