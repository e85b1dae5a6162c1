#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "common/normal.hpp"
#include "targets.hpp"
#include "trust_region.hpp"

using namespace archgym::agents;
using archgym::Random;

namespace {

// E[max(z + Z, 0)] by Simpson's rule.
double integrated_excess(double z) {
  constexpr int intervals = 20000;
  const double from = -z;
  const double step = 12.0 / intervals;
  double sum = 0;
  for (int k = 0; k <= intervals; ++k) {
    const double x = from + k * step;
    const double weight = k == 0 || k == intervals ? 1 : k % 2 == 0 ? 2 : 4;
    sum += weight * (z + x) * std::exp(-x * x / 2) / std::sqrt(2 * M_PI);
  }
  return sum * step / 3;
}

Outcome outcome(std::vector<double> objectives) {
  return {std::move(objectives), {}, false};
}

}  // namespace

TEST_CASE("bayesian: expected improvement is the numerical integral") {
  for (const double z : {-8.0, -5.0, -2.0, -1.001, -0.999, 0.0, 0.5, 1.0, 3.0}) {
    CAPTURE(z);
    CHECK(std::exp(log_expected_excess(z)) == Approx(integrated_excess(z)).epsilon(1e-8));
  }
}

TEST_CASE("bayesian: logarithms of probabilities are finite, smooth and ordered in the tails") {
  CHECK(normal_probability(1.959963984540054) == Approx(0.975));
  // From tables of the logarithm of the normal distribution function.
  CHECK(log_normal_probability(-10) == Approx(-53.23128515051247));
  CHECK(log_normal_probability(-40) == Approx(-804.6084420137538));
  for (const auto function : {log_normal_probability, log_expected_excess}) {
    double before = function(-200);
    CHECK(std::isfinite(before));
    for (int step = -3999; step < 100; ++step) {
      const double value = function(0.05 * step);
      CHECK(value > before);
      before = value;
    }
    CHECK(function(-25.000001) == Approx(function(-24.999999)).epsilon(1e-6));
  }
}

TEST_CASE("bayesian: normal scores keep the order and share the ranks of equals") {
  const double infinity = std::numeric_limits<double>::infinity();
  const auto scores = normal_scores({5, -infinity, 7, 5, infinity});
  CHECK(scores[1] < scores[0]);
  CHECK(scores[0] == scores[3]);
  CHECK(scores[0] < scores[2]);
  CHECK(scores[2] < scores[4]);
  CHECK(scores[1] == Approx(-1.2815515655446004));  // quantile of 0.1
  CHECK(scores[0] == Approx(-0.2533471031357997));  // of 0.4, the mean of 0.3 and 0.5
}

TEST_CASE("bayesian: constraint targets keep sides of the bound, and are standardised") {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> values = {-3, 2, 0, 1e9, infinity, -1e-3};
  const ConstraintTargets targets = constraint_targets(values);
  double sum = 0;
  double squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    CHECK(std::isfinite(targets.values[i]));
    CHECK((targets.values[i] > targets.bound) == (values[i] > 0));
    CHECK((targets.values[i] < targets.bound) == (values[i] < 0));
    sum += targets.values[i];
    squares += targets.values[i] * targets.values[i];
  }
  CHECK(sum == Approx(0).margin(1e-12));
  CHECK(squares == Approx(6));
}

TEST_CASE("bayesian: scalarised objectives respect dominance, and weights choose on the front") {
  const Outcome a = outcome({0, 10});
  const Outcome b = outcome({5, 5});
  const Outcome c = outcome({10, 0});
  const Outcome worse = outcome({6, 11});
  const std::vector<const Outcome*> all = {&a, &b, &c, &worse};
  Random random(1, "weights");
  for (int k = 0; k < 50; ++k) {
    const auto weights = random_weights(2, random);
    CHECK(weights[0] + weights[1] == Approx(1));
    const auto values = scalarised(all, weights);
    CHECK(values[3] > values[0]);
    CHECK(values[3] > values[1]);
  }
  const auto first = scalarised(all, {0.99, 0.01});
  CHECK(first[0] < std::min(first[1], first[2]));
  const auto second = scalarised(all, {0.01, 0.99});
  CHECK(second[2] < std::min(second[0], second[1]));
  const auto even = scalarised(all, {0.5, 0.5});
  CHECK(even[1] < std::min(even[0], even[2]));
}

TEST_CASE("bayesian: the trust region grows, shrinks and collapses") {
  TrustRegion region(6);
  const double first = region.length();
  for (int k = 0; k < 3; ++k) region.learn(true);
  CHECK(region.length() == 2 * first);
  for (int k = 0; k < 5; ++k) region.learn(false);
  region.learn(true);  // not in a row
  CHECK(region.length() == 2 * first);
  for (int k = 0; k < 6; ++k) region.learn(false);
  CHECK(region.length() == first);
  int failures = 0;
  for (; !region.collapsed(); ++failures) region.learn(false);
  CHECK(failures == 7 * 6);  // 0.8 / 2^7 is the first below 2^-7
  region.restart();
  CHECK(region.length() == first);
}
