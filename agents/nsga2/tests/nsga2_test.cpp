#include <algorithm>
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

// With a constraint that leaves the middle of the front of ZDT1.
Task constrained_zdt1() {
  Task task = zdt1();
  task.problem.constraints = 1;
  task.evaluate = [plain = zdt1().evaluate](std::uint64_t id, const Point& point) {
    Told told = plain(id, point);
    told.constraints = {std::abs(point[0].as.f64 - 0.5) - 0.2};
    return told;
  };
  return task;
}

}  // namespace

TEST_CASE("nsga2: beats random search") {
  for (const Task& task : {zdt1(), constrained_zdt1(), sphere(), knapsack(), sorting()}) {
    const Comparison comparison = compare_with_random(library(), task, 600);
    CAPTURE(comparison.agent_median, comparison.best_random);
    CHECK(comparison.won());
  }
}

TEST_CASE("nsga2: reaches and covers the front of ZDT1") {
  const Task task = zdt1();
  const auto results = run_agent(library(), task, 3, 6000);
  // The front is f2 = 1 - sqrt(f1), so it dominates all but 1/3 of the area below (1.1, 8).
  const double exact = 1.1 * 8 - 1.0 / 3;
  CHECK(-quality(results) > 0.985 * exact);
  for (int tenth = 0; tenth < 10; ++tenth) {
    const double low = 0.1 * tenth;
    const bool covered = std::any_of(results.begin(), results.end(), [&](const Told& told) {
      const double f = told.objectives[0];
      return f >= low && f < low + 0.1 && told.objectives[1] < 1 - std::sqrt(f) + 0.1;
    });
    CAPTURE(low);
    CHECK(covered);
  }
}
