#include "common/unit_cell.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/agent_session.hpp"

using namespace archgym::agents;
using archgym::Point;
using archgym::Space;

TEST_CASE("common: unit cells are what the space decodes") {
  const auto host_space = archgym::host::test::make_space(R"([
      { "name": "a", "type": "integer", "minimum": -3, "maximum": 9, "step": 2, "default": -3,
        "description": "d" },
      { "name": "b", "type": "integer", "minimum": 1, "maximum": 128, "scale": "log", "default": 1,
        "description": "d" },
      { "name": "c", "type": "integer", "minimum": 4, "maximum": 40, "step": 4, "scale": "log",
        "default": 4, "description": "d" },
      { "name": "d", "type": "ordinal", "values": [1, 2, 8], "default": 1, "description": "d" },
      { "name": "e", "type": "bool", "default": true, "description": "d" }])");
  const Space space(&host_space->table());
  Point point(space.size());
  std::vector<double> unit(space.size(), 0.5);
  std::vector<std::uint64_t> indices(space.size());
  for (std::size_t p = 0; p < space.size(); ++p) {
    double before = 0;
    for (std::uint64_t index = 0; index < space[p].choices(); ++index) {
      const UnitCell cell = unit_cell(space[p], index);
      CAPTURE(p, index);
      CHECK(cell.lower == Approx(before).margin(1e-12));
      before = cell.upper;
      for (const double share : {0.001, 0.5, 0.999}) {
        unit[p] = cell.lower + share * (cell.upper - cell.lower);
        REQUIRE(space.decode(unit, point));
        space.to_indices(point, indices);
        CHECK(indices[p] == index);
        CHECK(unit_index(space[p], unit[p]) == index);
      }
    }
    CHECK(before == Approx(1));
    CHECK(unit_index(space[p], -0.1) == 0);
    CHECK(unit_index(space[p], 1.1) == space[p].choices() - 1);
    unit[p] = 0.5;
  }
}
