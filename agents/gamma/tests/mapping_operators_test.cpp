#include "mapping_operators.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "common/permutation.hpp"
#include "support/agent_session.hpp"

using namespace archgym::agents;
using archgym::Random;

namespace {

// 0 levels, 1 and 2 the tile and the order of the outer level, 3 and 4 those of the inner one, 5 a
// switch that changes nothing else.
archgym::Space space() {
  static const auto host_space = archgym::host::test::make_space(R"([
    { "name": "levels", "type": "integer", "minimum": 1, "maximum": 2, "default": 1,
      "description": "d" },
    { "name": "tile1", "type": "ordinal", "values": [1, 2, 4, 8, 16, 32], "default": 1,
      "description": "d" },
    { "name": "order1", "type": "permutation", "values": ["K", "C", "Y", "X", "R", "S"],
      "default": ["K", "C", "Y", "X", "R", "S"], "description": "d" },
    { "name": "tile2", "type": "ordinal", "values": [1, 2, 4, 8, 16, 32], "default": 1,
      "when": "levels == 2", "description": "d" },
    { "name": "order2", "type": "permutation", "values": ["K", "C", "Y"],
      "default": ["K", "C", "Y"], "when": "levels == 2", "description": "d" },
    { "name": "double_buffer", "type": "bool", "default": false, "description": "d" }
  ])");
  return archgym::Space(&host_space->table());
}

const Genome k_one_level = {0, 2, 100, k_inactive, k_inactive, 0};
const Genome k_two_levels = {1, 2, 100, 3, 2, 0};

// Moves one item and keeps the order of the others.
bool is_one_move(std::uint64_t from, std::uint64_t to, std::size_t size) {
  const Permutation before = permutation_of(from, size);
  const Permutation after = permutation_of(to, size);
  for (std::size_t item = 0; item < size; ++item) {
    std::vector<int> rest_before;
    std::vector<int> rest_after;
    for (std::size_t k = 0; k < size; ++k) {
      if (before.items[k] != item) rest_before.push_back(before.items[k]);
      if (after.items[k] != item) rest_after.push_back(after.items[k]);
    }
    if (rest_before == rest_after && from != to) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("levels are the parameters on which others depend") {
  CHECK(MappingOperators(space()).levels() == std::vector<std::size_t>{0});
}

TEST_CASE("reordering moves one loop of an active order") {
  const MappingOperators operators(space());
  Random random(1, "test");
  std::set<std::uint64_t> orders;
  bool inner = false;
  for (int k = 0; k < 2000; ++k) {
    Genome genome = k_one_level;
    REQUIRE(operators.reorder(genome, random));
    REQUIRE(is_one_move(100, genome[2], 6));
    orders.insert(genome[2]);
    genome[2] = 100;
    REQUIRE(genome == k_one_level);
    genome = k_two_levels;
    REQUIRE(operators.reorder(genome, random));
    inner = inner || is_one_move(2, genome[4], 3);
  }
  CHECK(orders.size() == 25);  // 6 * 5 moves, exchanges of neighbours counted twice
  CHECK(inner);
}

TEST_CASE("growing adds a level or enlarges a tile, ageing the reverse") {
  const MappingOperators operators(space());
  Random random(2, "test");
  bool level = false;
  bool tile = false;
  for (int k = 0; k < 500; ++k) {
    Genome genome = k_one_level;
    REQUIRE(operators.grow(genome, random));
    level = level || genome[0] == 1;
    tile = tile || genome[1] > 2;
    REQUIRE(genome[1] >= 2);
    REQUIRE(genome[1] <= 5);
  }
  CHECK(level);
  CHECK(tile);
  level = tile = false;
  for (int k = 0; k < 500; ++k) {
    Genome genome = k_two_levels;
    REQUIRE(operators.age(genome, random));
    level = level || genome[0] == 0;
    tile = tile || genome[1] < 2 || genome[3] < 3;
    REQUIRE(genome[1] <= 2);
    REQUIRE(genome[3] <= 3);
  }
  CHECK(level);
  CHECK(tile);
}

TEST_CASE("operators say when there is nothing to change") {
  static const auto host_space = archgym::host::test::make_space(
      R"([{ "name": "b", "type": "bool", "default": false, "description": "d" }])");
  const MappingOperators operators{archgym::Space(&host_space->table())};
  Random random(3, "test");
  Genome genome = {0};
  CHECK_FALSE(operators.reorder(genome, random));
  CHECK_FALSE(operators.grow(genome, random));
  CHECK_FALSE(operators.age(genome, random));
  CHECK(genome == Genome{0});
}
