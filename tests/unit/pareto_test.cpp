#include "run/pareto.hpp"

#include <archgym/random.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

using archgym::Random;
using archgym::host::dominates;
using archgym::host::hypervolume;
using archgym::host::ParetoFront;
using Costs = std::vector<double>;

namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double k_infinity = std::numeric_limits<double>::infinity();

std::vector<std::uint64_t> ids(const ParetoFront& front) {
  std::vector<std::uint64_t> result;
  for (const auto& member : front.members()) result.push_back(member.id);
  return result;
}

// By inclusion and exclusion over all subsets: exact for integers, and nothing like the algorithms
// under test.
double reference_hypervolume(const Costs& costs, const Costs& reference) {
  const std::size_t dimensions = reference.size();
  const std::size_t points = costs.size() / dimensions;
  double volume = 0;
  for (std::size_t subset = 1; subset < (std::size_t{1} << points); ++subset) {
    Costs corner(dimensions, -k_infinity);
    int sign = -1;
    for (std::size_t p = 0; p < points; ++p) {
      if ((subset >> p & 1) == 0) continue;
      sign = -sign;
      for (std::size_t k = 0; k < dimensions; ++k) {
        corner[k] = std::max(corner[k], costs[p * dimensions + k]);
      }
    }
    double box = sign;
    for (std::size_t k = 0; k < dimensions; ++k) {
      box *= std::max(reference[k] - corner[k], 0.0);
    }
    volume += box;
  }
  return volume;
}

}  // namespace

TEST_CASE("dominance needs one better cost and no worse one") {
  CHECK(dominates(Costs{1, 2}, Costs{1, 3}));
  CHECK_FALSE(dominates(Costs{1, 2}, Costs{1, 2}));
  CHECK_FALSE(dominates(Costs{1, 2}, Costs{0, 3}));
  CHECK_FALSE(dominates(Costs{1, k_nan}, Costs{2, 2}));
  CHECK_FALSE(dominates(Costs{1, 1}, Costs{2, k_nan}));
}

TEST_CASE("the Pareto front keeps non-dominated designs in the order in which they came") {
  ParetoFront front;
  CHECK(front.insert(0, Costs{5, 5}));
  CHECK(front.insert(1, Costs{1, 9}));
  CHECK_FALSE(front.insert(2, Costs{6, 5}));      // dominated
  CHECK_FALSE(front.insert(3, Costs{5, 5}));      // equal: the earlier one stays
  CHECK_FALSE(front.insert(4, Costs{0, k_nan}));  // no result
  CHECK(front.insert(5, Costs{9, 1}));
  CHECK(ids(front) == std::vector<std::uint64_t>{0, 1, 5});
  CHECK(front.insert(6, Costs{4, 4}));  // removes design 0
  CHECK(ids(front) == std::vector<std::uint64_t>{1, 5, 6});
  CHECK(front.insert(7, Costs{0, 0}));
  CHECK(ids(front) == std::vector<std::uint64_t>{7});
}

TEST_CASE("the Pareto front equals the pairwise definition") {
  Random random(11, "pareto");
  for (int repetition = 0; repetition < 50; ++repetition) {
    const std::size_t dimensions = 1 + random.below(4);
    std::vector<Costs> points;
    ParetoFront front;
    for (std::uint64_t id = 0; id < 60; ++id) {
      Costs point(dimensions);
      for (double& cost : point) cost = static_cast<double>(random.below(8));
      front.insert(id, point);
      points.push_back(std::move(point));
    }
    std::vector<std::uint64_t> expected;
    for (std::size_t a = 0; a < points.size(); ++a) {
      bool keep = true;
      for (std::size_t b = 0; b < points.size(); ++b) {
        if (dominates(points[b], points[a]) || (b < a && points[b] == points[a])) keep = false;
      }
      if (keep) expected.push_back(a);
    }
    REQUIRE(ids(front) == expected);
  }
}

TEST_CASE("hypervolume of examples computed by hand") {
  CHECK(hypervolume(Costs{}, Costs{1, 1}) == 0);
  CHECK(hypervolume(Costs{3, 7, 4}, Costs{10}) == 7);
  CHECK(hypervolume(Costs{1, 3, 2, 2, 3, 1}, Costs{4, 4}) == 6);
  CHECK(hypervolume(Costs{0, 0, 0}, Costs{2, 3, 4}) == 24);
  // Three unit notches out of a cube of side 2.
  CHECK(hypervolume(Costs{0, 1, 1, 1, 0, 1, 1, 1, 0}, Costs{2, 2, 2}) == 4);
}

TEST_CASE("points that are not better than the reference everywhere add no volume") {
  CHECK(hypervolume(Costs{0, 4, 5, 0, k_nan, 0}, Costs{4, 4}) == 0);
  CHECK(hypervolume(Costs{1, 1, 0, 4}, Costs{4, 4}) == 9);
  CHECK(hypervolume(Costs{-k_infinity, 1}, Costs{4, 4}) == k_infinity);
}

TEST_CASE("hypervolume agrees with inclusion and exclusion for 1 to 6 costs") {
  Random random(7, "hypervolume");
  for (int repetition = 0; repetition < 300; ++repetition) {
    const std::size_t dimensions = 1 + random.below(6);
    const std::size_t points = 1 + random.below(9);
    Costs costs(points * dimensions);
    // Few distinct values, so that there are ties in every cost; some are outside the reference.
    for (double& cost : costs) cost = static_cast<double>(random.below(9));
    const Costs reference(dimensions, 8);
    CAPTURE(dimensions, points);
    REQUIRE(hypervolume(costs, reference) == reference_hypervolume(costs, reference));
  }
}
