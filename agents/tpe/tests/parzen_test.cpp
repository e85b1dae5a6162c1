#include "parzen.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "common/mallows.hpp"
#include "support/agent_session.hpp"

using namespace archgym::agents;
using archgym::Point;
using archgym::Random;
using archgym::Space;

namespace {

// Five integers, three categories and three orders: 90 designs.
const archgym::host::Space& host_space() {
  static const auto space = archgym::host::test::make_space(R"([
      { "name": "n", "type": "integer", "minimum": 0, "maximum": 4, "default": 0,
        "description": "d" },
      { "name": "c", "type": "categorical", "values": ["a", "b", "c"], "default": "a",
        "description": "d" },
      { "name": "p", "type": "permutation", "values": ["u", "v", "w"],
        "default": ["u", "v", "w"], "description": "d" }])");
  return *space;
}

Space space() {
  return Space(&host_space().table());
}

Point design(std::uint64_t n, std::uint64_t c, std::uint64_t p) {
  Point point(3);
  const std::uint64_t indices[] = {n, c, p};
  space().from_indices({indices, 3}, point);
  return point;
}

Coordinates coordinates(std::uint64_t n, std::uint64_t c, std::uint64_t p) {
  return coordinates_of(space(), design(n, c, p));
}

double phi(double z) {
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

// One design's kernel at another, relative to the uniform density, from its definition.
double kernel(std::uint64_t n, std::uint64_t c, std::uint64_t p, std::uint64_t n0, std::uint64_t c0,
              std::uint64_t p0, double q) {
  const double mean = (static_cast<double>(n0) + 0.5) / 5;
  const double deviation = q / 5;
  const auto below = [&](double x) { return phi((x - mean) / deviation); };
  const double left = static_cast<double>(n) / 5;
  const double number = (below(left + 0.2) - below(left)) / (below(1) - below(0)) * 5;
  const double category = (c == c0 ? 1 - q / 2 + q / 6 : q / 6) * 3;
  double total = 0;
  double order = 0;
  for (std::uint64_t rank = 0; rank < 6; ++rank) {
    const auto distance = kendall_distance(permutation_of(rank, 3), permutation_of(p0, 3));
    const double weight = std::pow(q / 2, static_cast<double>(distance));
    total += weight;
    if (rank == p) order = weight;
  }
  return number * category * order / total * 6;
}

}  // namespace

TEST_CASE("tpe: the density is the one computed directly") {
  const ParzenEstimator estimator(space(), {coordinates(0, 1, 2), coordinates(3, 2, 5)}, 0.7);
  const double q = std::pow(2.0, -1.0 / 7);  // two designs, three parameters
  double sum = 0;
  for (std::uint64_t n = 0; n < 5; ++n) {
    for (std::uint64_t c = 0; c < 3; ++c) {
      for (std::uint64_t p = 0; p < 6; ++p) {
        const double expected =
            (0.7 + kernel(n, c, p, 0, 1, 2, q) + kernel(n, c, p, 3, 2, 5, q)) / 2.7;
        const double found = std::exp(estimator.log_density(coordinates(n, c, p)));
        CAPTURE(n, c, p);
        CHECK(found == Approx(expected).epsilon(1e-10));
        sum += found / 90;
      }
    }
  }
  CHECK(sum == Approx(1));  // relative to the uniform density of 1 / 90
}

TEST_CASE("tpe: samples have the density") {
  const ParzenEstimator estimator(space(), {coordinates(0, 1, 2), coordinates(3, 2, 5)}, 0.7);
  std::map<std::vector<std::int64_t>, double> counts;
  Random random(1, "samples");
  constexpr int draws = 40000;
  Point point(3);
  for (int k = 0; k < draws; ++k) {
    REQUIRE(estimator.sample(random, point));
    counts[{point[0].as.i64, point[1].as.i64, point[2].as.i64}] += 1.0 / draws;
  }
  for (std::uint64_t n = 0; n < 5; ++n) {
    for (std::uint64_t c = 0; c < 3; ++c) {
      for (std::uint64_t p = 0; p < 6; ++p) {
        const double expected = std::exp(estimator.log_density(coordinates(n, c, p))) / 90;
        const double found = counts[{static_cast<std::int64_t>(n), static_cast<std::int64_t>(c),
                                     static_cast<std::int64_t>(p)}];
        CAPTURE(n, c, p);
        // Five standard deviations of a count.
        CHECK(std::abs(found - expected) < 5 * std::sqrt(expected / draws));
      }
    }
  }
}

TEST_CASE("tpe: what only one of two designs has is uniform") {
  const auto conditional = archgym::host::test::make_space(R"([
      { "name": "on", "type": "bool", "default": false, "description": "d" },
      { "name": "x", "type": "real", "minimum": 0, "maximum": 1, "default": 0, "when": "on",
        "description": "d" }])");
  const Space here(&conditional->table());
  const auto at = [&](bool on, double x) {
    Point point = here.initial();
    point[0].as.i64 = on ? 1 : 0;
    point[1].kind = AG_KIND_REAL;
    point[1].as.f64 = x;
    here.canonicalise(point);
    return coordinates_of(here, point);
  };
  const ParzenEstimator estimator(here, {at(false, 0)}, 1);
  CHECK(estimator.log_density(at(true, 0.1)) == estimator.log_density(at(true, 0.9)));
  CHECK(estimator.log_density(at(true, 0.1)) < estimator.log_density(at(false, 0)));
}
