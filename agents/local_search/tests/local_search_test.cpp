#include <algorithm>
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

TEST_CASE("local_search: beats random search") {
  for (const Task& task : {sphere(), real_sphere(), trap(), knapsack(), sorting()}) {
    const Comparison comparison = compare_with_random(library(), task, 600);
    CAPTURE(comparison.agent_median, comparison.best_random);
    CHECK(comparison.won());
  }
}

TEST_CASE("local_search: climbs to the optimum of a smooth problem") {
  CHECK(quality(run_agent(library(), sphere(), 1, 3000)) == 0);
  CHECK(quality(run_agent(library(), sorting(), 1, 3000)) == 0);
}

TEST_CASE("local_search: leaves local optima by starting again") {
  // The sum of the best gains of ten searches; all local optima but one have gains below 24.
  const auto gains = [](const boost::json::object& hyperparameters) {
    double sum = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      sum -= quality(run_agent(library(), trap(), seed, 2000, hyperparameters));
    }
    return sum;
  };
  const double never = gains({{"patience", 100000}});
  CHECK(gains({{"restart", "perturb"}}) > never);
  CHECK(gains({{"restart", "random"}}) > never);
}

TEST_CASE("local_search: proposes neighbours of the best design known") {
  // A start of four designs, then neighbours of the best of them, which differ in one parameter.
  const Task task = sphere();
  AgentSession session(library(), task.problem, 1, {{"start_samples", 4}, {"candidates", 3}});
  const auto start = session.ask(100);
  REQUIRE(start.size() == 4);
  std::vector<Told> results;
  results.reserve(start.size());
  for (const Proposed& one : start) results.push_back(task.evaluate(one.trial_id, one.point));
  session.tell(results);
  const auto best = std::min_element(
      results.begin(), results.end(),
      [](const Told& a, const Told& b) { return a.objectives[0] < b.objectives[0]; });
  const auto neighbours = session.ask(100);
  REQUIRE(neighbours.size() == 3);
  for (const Proposed& one : neighbours) {
    int differences = 0;
    for (std::size_t p = 0; p < one.point.size(); ++p) {
      differences += one.point[p].as.i64 != best->point[p].as.i64 ? 1 : 0;
    }
    CHECK(differences == 1);
  }
}
