#include <catch2/catch.hpp>

#include "support/agent_tasks.hpp"

using namespace archgym::host;
using namespace archgym::host::test;

namespace {

const AgentLibrary& library() {
  static const AgentLibrary loaded(ARCHGYM_AGENT_LIBRARY);
  return loaded;
}

// How many of the last proposals have the good value of the first parameter. ArchGym's colony lost
// it, because its pheromone grew with the cost.
double share_of_good(double sign) {
  const auto space =
      space_of(8, R"("type": "categorical", "values": ["a", "b", "c", "d", "e"], "default": "a")");
  const Task task{{space, 1, 0}, [sign](std::uint64_t id, const Point& point) {
                    const double gain = point[0].as.i64 == 3 ? 1 : 0;
                    return Told{id, point, {sign * (5 - gain)}, {}, AG_OK, 1};
                  }};
  const auto results = run_agent(library(), task, 1, 400);
  double good = 0;
  for (std::size_t k = 300; k < 400; ++k) good += results[k].point[0].as.i64 == 3 ? 1 : 0;
  return good / 100;
}

}  // namespace

TEST_CASE("ant_colony: beats random search") {
  for (const Task& task : {sphere(), real_sphere(), trap(), knapsack(), sorting(), zdt1()}) {
    const Comparison comparison = compare_with_random(library(), task, 600);
    CAPTURE(comparison.agent_median, comparison.best_random);
    CHECK(comparison.won());
  }
}

TEST_CASE("ant_colony: moves towards its best ant, whatever the sign of the objective") {
  CHECK(share_of_good(1) > 0.7);
  // Negative costs, the larger the better: the good value is the one that is worst for the sign.
  CHECK(share_of_good(-1) < 0.1);
}

TEST_CASE("ant_colony: takes the settings of ArchGym") {
  const Task task = sphere();
  for (const int ants : {2, 4, 8, 16, 32, 64}) {
    for (const double evaporation : {0.1, 0.25, 0.5, 0.75, 1.0}) {
      for (const double greediness : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        for (const int depth : {2, 4}) {
          CAPTURE(ants, evaporation, greediness, depth);
          const boost::json::object settings = {{"ants", ants},
                                                {"evaporation", evaporation},
                                                {"greediness", greediness},
                                                {"depth", depth}};
          const auto results = run_agent(library(), task, 1, 10000, settings);
          CHECK(results.size() == static_cast<std::size_t>(ants * depth));
        }
      }
    }
  }
}
