#include <catch2/catch.hpp>
#include <cmath>

#include "support/agent_tasks.hpp"

using namespace archgym::host;
using namespace archgym::host::test;

namespace {

const AgentLibrary& library() {
  static const AgentLibrary loaded(ARCHGYM_AGENT_LIBRARY);
  return loaded;
}

// How many parameters differ. An unchanged real may differ by the rounding of its position.
int differences(const Point& a, const Point& b) {
  int count = 0;
  for (std::size_t p = 0; p < a.size(); ++p) {
    count += std::abs(a[p].as.f64 - b[p].as.f64) > 1e-12 ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("differential_evolution: beats random search") {
  for (const Task& task : {sphere(), real_sphere(), trap(), knapsack(), sorting(), zdt1()}) {
    const Comparison comparison = compare_with_random(library(), task, 600);
    CAPTURE(comparison.agent_median, comparison.best_random);
    CHECK(comparison.won());
  }
}

TEST_CASE("differential_evolution: every strategy converges on a smooth problem") {
  for (const char* strategy : {"rand_1", "best_1", "current_to_best_1"}) {
    CAPTURE(strategy);
    CHECK(quality(run_agent(library(), real_sphere(), 1, 6000, {{"strategy", strategy}})) < 1e-3);
  }
}

TEST_CASE("differential_evolution: a child takes the place of its own parent only") {
  // All children but the first fail: the second generation of parents is the first one, but for
  // one.
  const Task task = real_sphere();
  AgentSession session(library(), task.problem, 1,
                       {{"population_size", 4}, {"crossover_probability", 0}});
  const auto founders = session.ask(100);
  REQUIRE(founders.size() == 4);
  std::vector<Told> results;
  results.reserve(founders.size());
  for (const Proposed& one : founders) results.push_back(task.evaluate(one.trial_id, one.point));
  session.tell(results);
  const auto children = session.ask(100);
  REQUIRE(children.size() == 4);
  // With crossover probability 0 a child differs from its parent in one parameter.
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK(differences(children[k].point, founders[k].point) == 1);
  }
  results.clear();
  for (const Proposed& one : children) {
    results.push_back({one.trial_id, one.point, {0}, {}, AG_E_INSTANCE, 1});
  }
  results[0] = {children[0].trial_id, children[0].point, {-1}, {}, AG_OK, 1};
  session.tell(results);
  const auto next = session.ask(100);
  REQUIRE(next.size() == 4);
  CHECK(differences(next[0].point, children[0].point) == 1);
  for (std::size_t k = 1; k < 4; ++k) {
    CHECK(differences(next[k].point, founders[k].point) == 1);
  }
}
