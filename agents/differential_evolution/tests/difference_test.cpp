#include "difference.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "common/permutation.hpp"
#include "support/agent_session.hpp"

using namespace archgym::agents;
using archgym::Random;

namespace {

const Genes& genes() {
  static const auto host_space = archgym::host::test::make_space(R"([
    { "name": "r", "type": "real", "minimum": 0, "maximum": 1, "default": 0, "description": "d" },
    { "name": "i", "type": "integer", "minimum": 0, "maximum": 100, "default": 0,
      "description": "d" },
    { "name": "c", "type": "categorical", "values": ["a", "b", "c"], "default": "a",
      "description": "d" },
    { "name": "p", "type": "permutation", "values": ["1", "2", "3", "4", "5", "6"],
      "default": ["1", "2", "3", "4", "5", "6"], "description": "d" }
  ])");
  static const Genes made(archgym::Space(&host_space->table()));
  return made;
}

}  // namespace

TEST_CASE("numbers move by the scaled difference and are reflected at the ends") {
  Random random(1, "test");
  const auto real = [](double unit) { return static_cast<std::uint64_t>(unit * 0x1p53); };
  CHECK(add_difference(genes(), 0, real(0.5), real(0.75), real(0.25), 0.5, random) == real(0.75));
  CHECK(add_difference(genes(), 0, real(0.5), real(0.25), real(0.75), 0.5, random) == real(0.25));
  // 0.25 - 0.5 is reflected to 0.25.
  CHECK(add_difference(genes(), 0, real(0.25), real(0.25), real(0.75), 1, random) == real(0.25));
  CHECK(add_difference(genes(), 1, 10, 30, 20, 1, random) == 20);
  CHECK(add_difference(genes(), 1, 95, 30, 20, 1, random) == 95);  // 105, reflected at 100
}

TEST_CASE("fractions of discrete values are rounded up as often as they are large") {
  Random random(2, "test");
  double sum = 0;
  for (int k = 0; k < 10000; ++k) {
    const std::uint64_t value = add_difference(genes(), 1, 50, 21, 20, 0.25, random);
    REQUIRE((value == 50 || value == 51));
    sum += static_cast<double>(value);
  }
  CHECK(sum / 10000 == Approx(50.25).margin(0.02));
}

TEST_CASE("a category changes only where the two differ") {
  Random random(3, "test");
  int changed = 0;
  for (int k = 0; k < 4000; ++k) {
    REQUIRE(add_difference(genes(), 2, 0, 1, 1, 0.9, random) == 0);
    changed += add_difference(genes(), 2, 0, 1, 2, 0.3, random) == 1 ? 1 : 0;
  }
  CHECK(changed == Approx(1200).margin(120));
}

TEST_CASE("the full difference of permutations turns one into the other") {
  Random random(4, "test");
  for (std::uint64_t k = 0; k < 300; ++k) {
    const std::uint64_t from = random.below(720);
    const std::uint64_t to = random.below(720);
    const std::uint64_t base = random.below(720);
    CHECK(add_difference(genes(), 3, from, to, from, 1, random) == to);
    CHECK(add_difference(genes(), 3, base, to, to, 1, random) == base);
    CHECK(add_difference(genes(), 3, base, to, from, 0, random) == base);
    CHECK(add_difference(genes(), 3, base, to, from, 0.5, random) < 720);
  }
}
