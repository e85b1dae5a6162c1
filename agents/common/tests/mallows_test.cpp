#include "common/mallows.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>

using namespace archgym::agents;
using archgym::Random;

TEST_CASE("common: Kendall's distance counts the pairs in another order") {
  const Permutation same = permutation_of(0, 4);
  CHECK(kendall_distance(same, same) == 0);
  CHECK(kendall_distance(same, permutation_of(1, 4)) == 1);   // the last two swapped
  CHECK(kendall_distance(same, permutation_of(23, 4)) == 6);  // reversed
  CHECK(kendall_distance(permutation_of(1, 4), permutation_of(23, 4)) == 5);
}

TEST_CASE("common: the normaliser of the Mallows distribution is the sum over all permutations") {
  for (const double q : {0.05, 0.5, 1.0}) {
    double sum = 0;
    for (std::uint64_t rank = 0; rank < 120; ++rank) {
      const auto distance = kendall_distance(permutation_of(rank, 5), permutation_of(77, 5));
      sum += std::pow(q, static_cast<double>(distance));
    }
    CHECK(log_mallows_normaliser(5, q) == Approx(std::log(sum)));
  }
}

TEST_CASE("common: samples follow the Mallows distribution") {
  const Permutation centre = permutation_of(15, 4);
  const double q = 0.4;
  std::array<double, 24> share{};
  constexpr int draws = 40000;
  Random random(1, "samples");
  for (int k = 0; k < draws; ++k) share[rank_of(sample_mallows(centre, q, random))] += 1.0 / draws;
  for (std::uint64_t rank = 0; rank < 24; ++rank) {
    const auto distance = static_cast<double>(kendall_distance(permutation_of(rank, 4), centre));
    const double expected = std::pow(q, distance) / std::exp(log_mallows_normaliser(4, q));
    CHECK(std::abs(share[rank] - expected) < 5 * std::sqrt(expected / draws));
  }
}
