#include "common/normal.hpp"

#include <archgym/portable.hpp>
#include <cmath>

namespace archgym::agents {
namespace {

constexpr double k_log_sqrt_two_pi = 0.91893853320467274178;
constexpr double k_sqrt_half = 0.70710678118654752440;

// From here on the asymptotic series are better than erfc: their error is below 1e-9 there.
constexpr double k_far = -25;

double log_density(double z) {
  return -0.5 * z * z - k_log_sqrt_two_pi;
}

}  // namespace

double normal_density(double z) {
  return portable::exp(log_density(z));
}

double normal_probability(double z) {
  return 0.5 * portable::erfc(-z * k_sqrt_half);
}

double log_normal_probability(double z) {
  if (z > k_far) return portable::log(normal_probability(z));
  const double x = 1 / (z * z);
  return log_density(z) - portable::log(-z) + portable::log1p(-x * (1 - 3 * x * (1 - 5 * x)));
}

double log_expected_excess(double z) {
  if (z > -1) return portable::log(normal_density(z) + z * normal_probability(z));
  const double x = 1 / (z * z);
  if (z < k_far) return log_density(z) + portable::log(x * (1 - 3 * x * (1 - 5 * x * (1 - 7 * x))));
  const double mills_ratio = portable::exp(portable::log(normal_probability(z)) - log_density(z));
  return log_density(z) + portable::log1p(z * mills_ratio);
}

}  // namespace archgym::agents
