#include "coding.hpp"

#include <archgym/random.hpp>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "support/agent_session.hpp"

using namespace archgym::agents;

namespace {

// Genes of 3, 100 and 6 (a permutation of 3) values, a real, a bool.
archgym::Space space() {
  static const auto host_space = archgym::host::test::make_space(R"([
    { "name": "c", "type": "categorical", "values": ["a", "b", "c"], "default": "a",
      "description": "d" },
    { "name": "i", "type": "integer", "minimum": 1, "maximum": 100, "default": 1,
      "description": "d" },
    { "name": "p", "type": "permutation", "values": ["1", "2", "3"], "default": ["1", "2", "3"],
      "description": "d" },
    { "name": "r", "type": "real", "minimum": 0, "maximum": 1, "default": 0, "description": "d" },
    { "name": "b", "type": "bool", "default": false, "description": "d" }
  ])");
  return archgym::Space(&host_space->table());
}

const Genome k_first = {0, 10, 0, std::uint64_t{1} << 50, 0};
const Genome k_second = {2, 90, 5, std::uint64_t{7} << 50, 1};

}  // namespace

TEST_CASE("Gray code: the first codes, and neighbours differ in one bit") {
  // The reflected code of three bits.
  const std::uint64_t codes[] = {0b000, 0b001, 0b011, 0b010, 0b110, 0b111, 0b101, 0b100};
  for (std::uint64_t number = 0; number < 8; ++number) {
    CHECK(GrayCoding::gray_of(number) == codes[number]);
    CHECK(GrayCoding::number_of(codes[number]) == number);
  }
  for (std::uint64_t number = 0; number < 5000; ++number) {
    CHECK(std::popcount(GrayCoding::gray_of(number) ^ GrayCoding::gray_of(number + 1)) == 1);
  }
  CHECK(GrayCoding::number_of(GrayCoding::gray_of(0x123456789abcdef0u)) == 0x123456789abcdef0u);
}

TEST_CASE("Gray-coded mutation reaches every value and prefers none") {
  const GrayCoding coding(space(), Crossover::two_point, 0.3);
  archgym::Random random(1, "test");
  Genome genome = k_first;
  std::vector<int> counts(3);
  std::set<std::uint64_t> integers;
  constexpr int steps = 30000;
  for (int k = 0; k < steps; ++k) {
    coding.mutate(genome, false, random);
    REQUIRE(genome[0] < 3);
    REQUIRE(genome[1] < 100);
    REQUIRE(genome[2] < 6);
    REQUIRE(genome[3] < k_real_cells);
    REQUIRE(genome[4] < 2);
    ++counts[genome[0]];
    integers.insert(genome[1]);
  }
  // ArchGym's clamping gives the last of three values one half. Steps are correlated, so the margin
  // is wide for a count of 10000 +- 82.
  for (const int count : counts) CHECK(std::abs(count - steps / 3) < 600);
  CHECK(integers.size() == 100);
}

TEST_CASE("Gray-coded crossover with itself changes nothing, and mixes others within range") {
  for (const Crossover crossover : {Crossover::uniform, Crossover::two_point}) {
    const GrayCoding coding(space(), crossover, 0);
    archgym::Random random(2, "test");
    std::set<std::uint64_t> integers;
    for (int k = 0; k < 2000; ++k) {
      Genome same = k_first;
      coding.cross(same, k_first, random);
      REQUIRE(same == k_first);
      Genome child = k_first;
      coding.cross(child, k_second, random);
      REQUIRE(child[0] < 3);
      REQUIRE(child[1] < 100);
      // Bits on which both parents agree stay.
      const std::uint64_t agreed = ~(GrayCoding::gray_of(10) ^ GrayCoding::gray_of(90));
      REQUIRE(((GrayCoding::gray_of(child[1]) ^ GrayCoding::gray_of(10)) & agreed) == 0);
      integers.insert(child[1]);
    }
    CHECK(integers.size() > 2);  // cuts inside a parameter
  }
}

TEST_CASE("integer-coded operators exchange and reset whole parameters") {
  for (const Crossover crossover : {Crossover::uniform, Crossover::two_point}) {
    const IntegerCoding coding(space(), crossover, 0.5);
    archgym::Random random(3, "test");
    std::set<std::uint64_t> values;
    for (int k = 0; k < 3000; ++k) {
      Genome child = k_first;
      coding.cross(child, k_second, random);
      for (std::size_t gene = 0; gene < child.size(); ++gene) {
        REQUIRE((child[gene] == k_first[gene] || child[gene] == k_second[gene]));
      }
      child = k_first;
      coding.mutate(child, false, random);
      values.insert(child[1]);
      child = k_first;
      IntegerCoding(space(), crossover, 0).mutate(child, true, random);
      REQUIRE(child != k_first);
    }
    CHECK(values.size() == 100);
  }
}
