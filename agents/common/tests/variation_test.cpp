#include "common/variation.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "common/permutation.hpp"
#include "support/agent_session.hpp"

using namespace archgym::agents;
using archgym::Random;
using archgym::host::test::make_space;

namespace {

// Genes: 0 categorical of 4, 1 integer of 100, 2 ordinal of 5, 3 real, 4 permutation of 6,
// 5 log integer of 1000.
const archgym::host::Space& host_space() {
  static const auto space = make_space(R"([
    { "name": "c", "type": "categorical", "values": ["a","b","c","d"], "default": "a",
      "description": "d" },
    { "name": "i", "type": "integer", "minimum": 1, "maximum": 100, "default": 1,
      "description": "d" },
    { "name": "o", "type": "ordinal", "values": [1,2,4,8,16], "default": 1, "description": "d" },
    { "name": "r", "type": "real", "minimum": 0, "maximum": 1, "default": 0, "description": "d" },
    { "name": "p", "type": "permutation", "values": ["1","2","3","4","5","6"],
      "default": ["1","2","3","4","5","6"],
      "description": "d" },
    { "name": "l", "type": "integer", "minimum": 1, "maximum": 1000, "scale": "log", "default": 1,
      "description": "d" }
  ])");
  return *space;
}

archgym::Space space() {
  return archgym::Space(&host_space().table());
}

const Genome k_first = {0, 10, 1, std::uint64_t{1} << 51, 0, 9};
const Genome k_second = {3, 90, 4, std::uint64_t{1} << 52, 719, 999};

}  // namespace

TEST_CASE("permutations and lexicographic ranks convert both ways") {
  std::set<std::vector<int>> all;
  std::vector<int> previous;
  for (std::uint64_t rank = 0; rank < 120; ++rank) {
    const Permutation permutation = permutation_of(rank, 5);
    CHECK(rank_of(permutation) == rank);
    const std::vector<int> items(permutation.items.begin(), permutation.items.begin() + 5);
    CHECK(previous < items);
    previous = items;
    all.insert(items);
  }
  CHECK(all.size() == 120);
  CHECK(rank_of(permutation_of(2432902008176639999u, 20)) == 2432902008176639999u);
  CHECK(permutation_of(2432902008176639999u, 20).items[0] == 19);
}

TEST_CASE("ranks are those of the host") {
  archgym::host::Point point = host_space().initial();
  for (const std::uint64_t rank : {0, 1, 5, 100, 719}) {
    point[4].as.i64 = static_cast<std::int64_t>(rank);
    const auto items = host_space().to_json(4, point[4]).as_array();
    const Permutation permutation = permutation_of(rank, 6);
    for (std::size_t k = 0; k < 6; ++k) {
      CHECK(boost::json::serialize(items[k]).find(std::to_string(permutation.items[k] + 1)) !=
            std::string::npos);
    }
  }
}

TEST_CASE("uniform crossover takes each gene from either parent equally often") {
  const MixedVariation variation(space(), Crossover::uniform, 0);
  Random random(1, "test");
  int from_second = 0;
  for (int k = 0; k < 4000; ++k) {
    Genome child = k_first;
    variation.cross(child, k_second, random);
    for (const std::size_t gene : {0, 1, 2, 5}) {
      REQUIRE((child[gene] == k_first[gene] || child[gene] == k_second[gene]));
    }
    from_second += child[1] == k_second[1];
  }
  CHECK(from_second > 1850);
  CHECK(from_second < 2150);
}

TEST_CASE("two-point crossover takes one contiguous, non-empty piece from the second parent") {
  const MixedVariation variation(space(), Crossover::two_point, 0);
  Random random(1, "test");
  std::set<std::string> shapes;
  for (int k = 0; k < 2000; ++k) {
    Genome child = k_first;
    variation.cross(child, k_second, random);
    std::string shape;
    for (const std::size_t gene : {0, 1, 2, 5}) shape += child[gene] == k_second[gene] ? 'x' : '-';
    const std::size_t begin = shape.find('x');
    if (begin != std::string::npos) {
      CHECK(shape.find_last_of('x') - begin + 1 ==
            static_cast<std::size_t>(std::count(shape.begin(), shape.end(), 'x')));
    }
    shapes.insert(shape);
  }
  CHECK(shapes.count("xxxx") == 1);
  CHECK(shapes.count("x---") == 1);
  CHECK(shapes.count("---x") == 1);
}

TEST_CASE("reals blend within the widened interval of the parents") {
  const MixedVariation variation(space(), Crossover::uniform, 0);
  Random random(2, "test");
  bool outside = false;
  for (int k = 0; k < 2000; ++k) {
    Genome child = k_first;
    variation.cross(child, k_second, random);
    const double unit = static_cast<double>(child[3]) * 0x1p-53;
    REQUIRE(unit >= 0.125);
    REQUIRE(unit <= 0.625);
    outside = outside || unit < 0.25 || unit > 0.5;
  }
  CHECK(outside);
}

namespace {

// A slice of the first parent in place; from behind it, around the end, the other items in the
// order in which the second parent has them from there.
bool is_order_crossover(const Permutation& child, const Permutation& first,
                        const Permutation& second) {
  const std::size_t size = child.size;
  for (std::size_t from = 0; from < size; ++from) {
    for (std::size_t to = from; to < size; ++to) {
      std::vector<int> expected(size, -1);
      std::set<int> used;
      for (std::size_t k = from; k <= to; ++k) used.insert(expected[k] = first.items[k]);
      std::size_t at = (to + 1) % size;
      for (std::size_t k = 0; k < size; ++k) {
        const int item = second.items[(to + 1 + k) % size];
        if (!used.insert(item).second) continue;
        expected[at] = item;
        at = (at + 1) % size;
      }
      if (std::equal(expected.begin(), expected.end(), child.items.begin())) return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("permutations take part in crossover by order crossover") {
  const MixedVariation variation(space(), Crossover::uniform, 0);
  Random random(3, "test");
  std::set<std::uint64_t> ranks;
  for (int k = 0; k < 500; ++k) {
    Genome first = k_first;
    first[4] = random.below(720);
    Genome second = k_second;
    second[4] = random.below(720);
    Genome child = first;
    variation.cross(child, second, random);
    ranks.insert(child[4]);
    if (child[4] == first[4]) continue;  // not taken over
    REQUIRE(is_order_crossover(permutation_of(child[4], 6), permutation_of(first[4], 6),
                               permutation_of(second[4], 6)));
  }
  CHECK(ranks.size() > 100);
}

TEST_CASE("mutation changes the wanted share of the genes and stays in range") {
  const MixedVariation variation(space(), Crossover::uniform, 0.25);
  Random random(4, "test");
  std::map<std::size_t, int> changed;
  for (int k = 0; k < 4000; ++k) {
    Genome child = k_first;
    variation.mutate(child, false, random);
    for (std::size_t gene = 0; gene < child.size(); ++gene) {
      changed[gene] += child[gene] != k_first[gene];
    }
    REQUIRE(child[0] < 4);
    REQUIRE(child[1] < 100);
    REQUIRE(child[2] < 5);
    REQUIRE(child[3] < std::uint64_t{1} << 53);
    REQUIRE(child[4] < 720);
    REQUIRE(child[5] < 1000);
  }
  for (const auto& [gene, count] : changed) {
    CAPTURE(gene);
    CHECK(count > 850);
    CHECK(count < 1150);
  }
}

TEST_CASE("mutation reaches every value from every other, also at the ends") {
  const MixedVariation variation(space(), Crossover::uniform, 1);
  Random random(5, "test");
  for (const std::size_t gene : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{5}}) {
    const std::uint64_t choices = host_space().choices(gene);
    for (const std::uint64_t start : {std::uint64_t{0}, choices - 1}) {
      std::set<std::uint64_t> reached;
      for (int k = 0; k < 30000; ++k) {
        Genome child = k_first;
        child[gene] = start;
        variation.mutate(child, false, random);
        REQUIRE(child[gene] < choices);
        REQUIRE(child[gene] != start);
        reached.insert(child[gene]);
      }
      CAPTURE(gene, start);
      CHECK(reached.size() >= (choices == 1000 ? 900 : choices - 1));
    }
  }
}

TEST_CASE("a forced mutation changes something even with probability 0") {
  const MixedVariation variation(space(), Crossover::uniform, 0);
  Random random(6, "test");
  for (int k = 0; k < 200; ++k) {
    Genome child = k_first;
    variation.mutate(child, false, random);
    REQUIRE(child == k_first);
    variation.mutate(child, true, random);
    REQUIRE(child != k_first);
  }
}

TEST_CASE("genes of inactive parameters get values") {
  const MixedVariation variation(space(), Crossover::uniform, 0);
  Random random(7, "test");
  Genome child(6, k_inactive);
  variation.cross(child, Genome(6, k_inactive), random);
  variation.mutate(child, false, random);
  for (std::size_t gene = 0; gene < 6; ++gene) CHECK(child[gene] != k_inactive);
}

TEST_CASE("any value of a gene is drawn on its scale, whatever makes it active") {
  const auto conditional = make_space(R"([
    { "name": "c", "type": "categorical", "values": ["a","b","c","d"], "default": "a",
      "description": "d" },
    { "name": "l", "type": "integer", "minimum": 1, "maximum": 1000, "scale": "log", "default": 1,
      "when": "c == 'a'", "description": "d" }
  ])");
  const Genes genes{archgym::Space(&conditional->table())};
  Random random(1, "any");
  int small = 0;
  for (int k = 0; k < 4000; ++k) small += genes.any(1, random) < 31 ? 1 : 0;
  // log(32) / log(1001) of them: half. Uniform ones would be 3 %.
  CHECK(small > 1900);
  CHECK(small < 2100);
}
