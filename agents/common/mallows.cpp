#include "common/mallows.hpp"

#include <algorithm>
#include <archgym/portable.hpp>
#include <array>
#include <cmath>

namespace archgym::agents {
namespace {

// 1 + q + ... + q^(terms-1)
double geometric_sum(double q, std::size_t terms) {
  double sum = 0;
  for (std::size_t k = 0; k < terms; ++k) sum = sum * q + 1;
  return sum;
}

}  // namespace

std::uint64_t kendall_distance(const Permutation& a, const Permutation& b) {
  std::array<std::size_t, 20> place{};
  for (std::size_t k = 0; k < b.size; ++k) place[b.items[k]] = k;
  std::uint64_t distance = 0;
  for (std::size_t i = 0; i < a.size; ++i) {
    for (std::size_t j = i + 1; j < a.size; ++j) {
      distance += place[a.items[i]] > place[a.items[j]] ? 1 : 0;
    }
  }
  return distance;
}

double log_mallows_normaliser(std::size_t items, double q) {
  double sum = 0;
  for (std::size_t k = 2; k <= items; ++k) sum += portable::log(geometric_sum(q, k));
  return sum;
}

Permutation sample_mallows(const Permutation& centre, double q, Random& random) {
  Permutation result;
  result.size = centre.size;
  for (std::size_t k = 0; k < centre.size; ++k) {
    // Insert the next item so that it overtakes `jump` of those before it, with weight q^jump.
    double target = random.uniform() * geometric_sum(q, k + 1);
    std::size_t jump = 0;
    for (double weight = 1; jump < k && target >= weight; ++jump, weight *= q) target -= weight;
    const auto end = result.items.begin() + static_cast<std::ptrdiff_t>(k);
    *end = centre.items[k];
    std::rotate(end - static_cast<std::ptrdiff_t>(jump), end, end + 1);
  }
  return result;
}

}  // namespace archgym::agents
