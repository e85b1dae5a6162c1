#include "colony.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "common/permutation.hpp"
#include "support/agent_session.hpp"

using namespace archgym::agents;
using archgym::Random;

namespace {

// 0 categorical of 4, 1 integer of 1000, 2 real, 3 permutation of 4, 4 bool.
archgym::Space space() {
  static const auto host_space = archgym::host::test::make_space(R"([
    { "name": "c", "type": "categorical", "values": ["a", "b", "c", "d"], "default": "a",
      "description": "d" },
    { "name": "i", "type": "integer", "minimum": 1, "maximum": 1000, "default": 1,
      "description": "d" },
    { "name": "r", "type": "real", "minimum": 0, "maximum": 1, "default": 0, "description": "d" },
    { "name": "p", "type": "permutation", "values": ["1", "2", "3", "4"],
      "default": ["1", "2", "3", "4"], "description": "d" },
    { "name": "b", "type": "bool", "default": false, "description": "d" }
  ])");
  return archgym::Space(&host_space->table());
}

}  // namespace

TEST_CASE("pheromone follows the closed form while the same value is reinforced") {
  PheromoneTable table(1, 4, 0);
  double others = 0.75;
  for (int t = 1; t <= 40; ++t) {
    table.reinforce(0, 2, 0.2);
    others *= 0.8;
    CHECK(table.at(0, 2) == Approx(1 - others).epsilon(1e-12));
    CHECK(table.at(0, 0) == Approx(others / 3).epsilon(1e-12));
  }
}

TEST_CASE("pheromone goes to the limit that the floor leaves") {
  PheromoneTable table(1, 5, 0.1);
  for (int t = 0; t < 300; ++t) table.reinforce(0, 1, 0.25);
  CHECK(table.at(0, 1) == Approx(1 - 0.1 * 4 / 5));
  CHECK(table.at(0, 3) == Approx(0.1 / 5));
  // Two values in turn, with the rate r: seen after the first of them its limit is 1 / (2 - r).
  PheromoneTable both(1, 2, 0);
  for (int t = 0; t < 300; ++t) {
    both.reinforce(0, 1, 0.25);
    both.reinforce(0, 0, 0.25);
  }
  CHECK(both.at(0, 0) == Approx(1 / 1.75));
}

TEST_CASE("choices are made in proportion to the pheromone, or greedily") {
  PheromoneTable table(1, 3, 0);
  table.reinforce(0, 1, 0.4);  // 0.2, 0.6, 0.2
  Random random(1, "test");
  std::map<std::size_t, int> counts;
  for (int k = 0; k < 10000; ++k) ++counts[table.choose(0, {1, 1, 1}, false, random)];
  CHECK(counts[0] == Approx(2000).margin(160));
  CHECK(counts[1] == Approx(6000).margin(200));
  counts.clear();
  for (int k = 0; k < 10000; ++k) ++counts[table.choose(0, {1, 1, 0}, false, random)];
  CHECK(counts[0] == Approx(2500).margin(180));
  CHECK(counts[2] == 0);
  for (int k = 0; k < 100; ++k) CHECK(table.choose(0, {1, 1, 1}, true, random) == 1);
  CHECK(table.choose(0, {1, 0, 1}, true, random) == 0);
}

TEST_CASE("ants choose uniformly before there is pheromone") {
  Colony colony(space(), 0, 0);
  Random random(2, "test");
  std::map<std::uint64_t, int> categories;
  std::map<std::uint64_t, int> orders;
  double integers = 0;
  double reals = 0;
  constexpr int ants = 24000;
  for (int k = 0; k < ants; ++k) {
    Genome genome(5);
    colony.walk(genome, random);
    REQUIRE(genome[1] < 1000);
    REQUIRE(genome[2] < k_real_cells);
    ++categories[genome[0]];
    ++orders[genome[3]];
    integers += static_cast<double>(genome[1]) / ants;
    reals += static_cast<double>(genome[2]) * 0x1p-53 / ants;
  }
  CHECK(categories.size() == 4);
  for (const auto& [value, count] : categories) CHECK(count == Approx(ants / 4).margin(300));
  CHECK(orders.size() == 24);
  for (const auto& [rank, count] : orders) CHECK(count == Approx(ants / 24).margin(140));
  CHECK(integers == Approx(499.5).margin(8));
  CHECK(reals == Approx(0.5).margin(0.008));
}

TEST_CASE("ants repeat a way that is reinforced for ever, within the cells of its numbers") {
  const Genome good = {2, 777, k_real_cells / 3, 17, 1};
  for (const double greediness : {0.0, 1.0}) {
    Colony colony(space(), greediness, 0);
    for (int t = 0; t < 200; ++t) colony.reinforce(good, 0.3);
    Random random(3, "test");
    for (int k = 0; k < 200; ++k) {
      Genome genome(5);
      colony.walk(genome, random);
      CHECK(genome[0] == good[0]);
      CHECK(std::abs(static_cast<double>(genome[1]) - 777) <= 1000.0 / 64 + 1);
      CHECK(std::abs(static_cast<double>(genome[2]) * 0x1p-53 - 1.0 / 3) <= 1.0 / 64);
      CHECK(genome[3] == good[3]);
      CHECK(genome[4] == good[4]);
    }
  }
}
