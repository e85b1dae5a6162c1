#include <catch2/catch.hpp>

#include "support/agent_tasks.hpp"

using namespace archgym::host;
using namespace archgym::host::test;

namespace {

const AgentLibrary& library() {
  static const AgentLibrary loaded(ARCHGYM_AGENT_LIBRARY);
  return loaded;
}

}  // namespace

TEST_CASE("simulated_annealing: beats random search") {
  for (const Task& task : {sphere(), real_sphere(), trap(), knapsack(), sorting(), zdt1()}) {
    const Comparison comparison = compare_with_random(library(), task, 600);
    CAPTURE(comparison.agent_median, comparison.best_random);
    CHECK(comparison.won());
  }
}

TEST_CASE("simulated_annealing: finds the optimum of a smooth problem") {
  CHECK(quality(run_agent(library(), sphere(), 1, 4000)) <= 1);
  CHECK(quality(run_agent(library(), sorting(), 1, 4000)) == 0);
}
