#include <archgym/values.hpp>
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

// A mapping of two levels: the order of six loops and six tile sizes each, the second level only
// when it exists. The cost is least with two levels, tiles of 16 and sorted loops.
Task mapping() {
  std::string parameters = R"([{ "name": "levels", "type": "integer", "minimum": 1, "maximum": 2,
                                 "default": 1, "description": "d" })";
  for (int level = 1; level <= 2; ++level) {
    const std::string when = level == 2 ? R"("when": "levels == 2",)" : "";
    const std::string name = std::to_string(level);
    parameters.append(R"(,{ "name": "order)")
        .append(name)
        .append(R"(", "type": "permutation", "values": ["K", "C", "Y", "X", "R", "S"],
                   "default": ["S", "R", "X", "Y", "C", "K"], )")
        .append(when)
        .append(R"("description": "d" })");
    for (int tile = 0; tile < 6; ++tile) {
      parameters.append(R"(,{ "name": "tile)")
          .append(name)
          .append(std::to_string(tile))
          .append(R"(", "type": "ordinal", "values": [1, 2, 4, 8, 16, 32, 64, 128],
                     "default": 1, )")
          .append(when)
          .append(R"("description": "d" })");
    }
  }
  return {{make_space(parameters + "]"), 1, 0}, [](std::uint64_t id, const Point& point) {
            double cost = point[0].as.i64 == 2 ? 0 : 40;
            for (std::size_t p = 1; p < point.size(); ++p) {
              if (point[p].kind == AG_KIND_NONE) continue;
              if (point[p].kind == AG_KIND_INDEX) {
                for (std::int64_t base = 1, rank = point[p].as.i64; base <= 6; ++base) {
                  cost += static_cast<double>(rank % base);
                  rank /= base;
                }
              } else {
                cost += std::abs(std::log2(archgym::Values(point).number(p)) - 4);
              }
            }
            return Told{id, point, {cost}, {}, AG_OK, 1};
          }};
}

}  // namespace

TEST_CASE("gamma: beats random search") {
  for (const Task& task : {mapping(), sphere(), real_sphere(), trap(), knapsack(), sorting()}) {
    const Comparison comparison = compare_with_random(library(), task, 600);
    CAPTURE(comparison.agent_median, comparison.best_random);
    CHECK(comparison.won());
  }
}

TEST_CASE("gamma: reordering alone sorts loops, growing and ageing alone find tile sizes") {
  const boost::json::object none = {
      {"crossover", 0}, {"mutation", 0}, {"reordering", 0}, {"growing", 0}, {"ageing", 0}};
  boost::json::object reordering = none;
  reordering["reordering"] = 1;
  CHECK(quality(run_agent(library(), sorting(), 1, 1500, reordering)) <= 2);

  // The integers of this problem are reached from the first designs in steps up and down.
  boost::json::object sizes = none;
  sizes["growing"] = 0.5;
  sizes["ageing"] = 0.5;
  CHECK(quality(run_agent(library(), sphere(), 1, 3000, sizes)) <= 3);
}
