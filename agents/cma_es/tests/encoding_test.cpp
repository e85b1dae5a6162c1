#include "encoding.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/agent_session.hpp"
#include "support/random_space.hpp"

using namespace archgym::agents;
using archgym::Point;
using archgym::Space;
using archgym::Values;

TEST_CASE("cma_es: every design of a space decodes from its encoding") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const archgym::host::Space host_space = archgym::test::RandomSpace(seed, {}).make();
    const Space space(&host_space.table());
    const Encoding encoding(space);
    Point point(space.size());
    Point decoded(space.size());
    for (std::uint64_t k = 0; k < 50; ++k) {
      if (!space.sample(seed, k, point)) continue;
      CHECK(encoding.decode(encoding.encode(point), decoded));
      for (std::size_t p = 0; p < point.size(); ++p) {
        CAPTURE(seed, k, p);
        REQUIRE(decoded[p].kind == point[p].kind);
        if (point[p].kind == AG_KIND_REAL) {
          CHECK(decoded[p].as.f64 == Approx(point[p].as.f64));
        } else {
          CHECK(decoded[p].as.bits == point[p].as.bits);
        }
      }
    }
  }
}

TEST_CASE("cma_es: categories are named by the largest coordinate, orders by sorting") {
  const auto host_space = archgym::host::test::make_space(R"([
      { "name": "c", "type": "categorical", "values": ["a", "b", "c"], "default": "a",
        "description": "d" },
      { "name": "b", "type": "bool", "default": false, "description": "d" },
      { "name": "p", "type": "permutation", "values": ["u", "v", "w"],
        "default": ["u", "v", "w"], "description": "d" }])");
  const Space space(&host_space->table());
  const Encoding encoding(space);
  REQUIRE(encoding.dimension() == 7);
  Eigen::VectorXd at(7);
  at << -0.2, 0.1, 0.05, 0.6, 3, 1, 2;
  Point point(3);
  REQUIRE(encoding.decode(at, point));
  CHECK(Values(point).index(0) == 1);
  CHECK(Values(point).boolean(1));
  CHECK(Values(point).index(2) == 3);  // v w u
}

TEST_CASE("cma_es: only the axis of a number is limited") {
  const auto host_space = archgym::host::test::make_space(R"([
      { "name": "x", "type": "real", "minimum": 0, "maximum": 1, "default": 0,
        "description": "d" },
      { "name": "c", "type": "categorical", "values": ["a", "b", "c"], "default": "a",
        "description": "d" }])");
  const Encoding encoding(Space(&host_space->table()));
  Eigen::VectorXd at(4);
  at << 1.5, -2, 3, 0;
  encoding.clamp(at);
  CHECK(at[0] == 1);
  CHECK(at[1] == -2);
  CHECK(at[2] == 3);
}
