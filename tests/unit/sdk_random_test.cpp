#include <archgym/random.hpp>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace {

using archgym::Random;

std::vector<std::uint32_t> words(Random random, int count) {
  std::vector<std::uint32_t> result(static_cast<std::size_t>(count));
  for (std::uint32_t& word : result) word = random.bits32();
  return result;
}

// Chi-square statistic of counts that should all be equal.
double chi_square(const std::vector<double>& counts) {
  double total = 0.0;
  for (const double count : counts) total += count;
  const double expected = total / static_cast<double>(counts.size());
  double sum = 0.0;
  for (const double count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

// Kolmogorov-Smirnov distance of a sample from a distribution function, times sqrt(n).
template <class Distribution>
double kolmogorov(std::vector<double> sample, Distribution distribution) {
  std::sort(sample.begin(), sample.end());
  const double n = static_cast<double>(sample.size());
  double distance = 0.0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double p = distribution(sample[i]);
    distance =
        std::max({distance, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
  }
  return distance * std::sqrt(n);
}

constexpr double k_kolmogorov_one_in_a_thousand = 1.95;

}  // namespace

TEST_CASE("philox4x32_10 gives Random123's known answers") {
  using Block = std::array<std::uint32_t, 4>;
  CHECK(archgym::philox4x32_10({0, 0, 0, 0}, {0, 0}) ==
        Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(archgym::philox4x32_10({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
                               {0xffffffff, 0xffffffff}) ==
        Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(archgym::philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                               {0xa4093822, 0x299f31d0}) ==
        Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a stream depends on each part of its name and on nothing else") {
  const auto reference = words(Random(1, "sample", 5), 8);
  CHECK(words(Random(1, "sample", 5), 8) == reference);
  CHECK(words(Random(2, "sample", 5), 8) != reference);
  CHECK(words(Random(1, "samplf", 5), 8) != reference);
  CHECK(words(Random(1, "sample", 6), 8) != reference);
  CHECK(words(Random(1, "sample", 5 + (1ull << 32)), 8) != reference);

  // Neighbouring names are where a weak mixture would repeat itself.
  std::set<std::uint64_t> first;
  for (std::uint64_t seed = 0; seed < 64; ++seed) {
    for (std::uint64_t index = 0; index < 64; ++index) {
      for (const char* purpose : {"", "a", "b", "ab"}) {
        first.insert(Random(seed, purpose, index).bits64());
      }
    }
  }
  CHECK(first.size() == 16384);
}

TEST_CASE("streams with neighbouring names are not correlated") {
  const int n = 100000;
  for (const auto& [other_seed, other_index] : {std::pair{2ull, 0ull}, std::pair{1ull, 1ull}}) {
    Random a(1, "correlation", 0);
    Random b(other_seed, "correlation", other_index);
    double sum = 0.0;
    for (int i = 0; i < n; ++i) sum += (a.uniform() - 0.5) * (b.uniform() - 0.5) * 12.0;
    CHECK(std::abs(sum / n) < 4.0 / std::sqrt(n));
  }
}

TEST_CASE("seek reaches any position") {
  const auto all = words(Random(3, "seek"), 50);
  Random random(3, "seek");
  for (const std::uint64_t position : {0u, 1u, 3u, 4u, 5u, 31u, 32u, 49u, 2u}) {
    random.seek(position);
    CHECK(random.position() == position);
    CHECK(random.bits32() == all[position]);
    CHECK(random.position() == position + 1);
  }
}

TEST_CASE("uniform fills the unit interval evenly") {
  Random random(4, "uniform");
  std::vector<double> sample(100000);
  for (double& u : sample) {
    u = random.uniform();
    REQUIRE(u >= 0.0);
    REQUIRE(u < 1.0);
  }
  CHECK(kolmogorov(sample, [](double u) { return u; }) < k_kolmogorov_one_in_a_thousand);
}

TEST_CASE("uniform with bounds stays below the upper one even when rounding would reach it") {
  Random random(5, "bounds");
  const double lower = 1.0;
  const double upper = std::nextafter(1.0, 2.0);
  for (int i = 0; i < 100; ++i) CHECK(random.uniform(lower, upper) == lower);
  CHECK(random.uniform(2.5, 2.5) == 2.5);
  for (int i = 0; i < 1000; ++i) {
    const double value = random.uniform(-1e300, 1e-300);
    CHECK(value >= -1e300);
    CHECK(value < 1e-300);
  }
}

TEST_CASE("below has no bias") {
  Random random(6, "below");
  CHECK(random.below(0) == 0);
  CHECK(random.below(1) == 0);

  std::vector<double> counts(10);
  for (int i = 0; i < 100000; ++i) ++counts.at(random.below(10));
  CHECK(chi_square(counts) < 27.9);  // 9 degrees of freedom, 1 in 1000

  // Without rejection, a bound of 3/4 of 2^64 would draw every third number twice as often.
  const std::uint64_t bound = 3ull << 62;
  std::vector<double> remainders(3);
  for (int i = 0; i < 100000; ++i) {
    const std::uint64_t value = random.below(bound);
    REQUIRE(value < bound);
    ++remainders[value % 3];
  }
  CHECK(chi_square(remainders) < 13.8);  // 2 degrees of freedom, 1 in 1000
}

TEST_CASE("chance is true as often as it says") {
  Random random(7, "chance");
  int hits = 0;
  for (int i = 0; i < 100000; ++i) hits += random.chance(0.3) ? 1 : 0;
  CHECK(std::abs(hits - 30000) < 600);  // 4 standard deviations
  for (int i = 0; i < 100; ++i) {
    CHECK_FALSE(random.chance(0.0));
    CHECK(random.chance(1.0));
  }
}

TEST_CASE("normal_quantile inverts the normal distribution function") {
  for (const double p : {0x1p-53, 1e-15, 1e-10, 1e-5, 0.01, 0.0749, 0.0751, 0.3, 0.5}) {
    const double z = archgym::normal_quantile(p);
    CHECK(0.5 * std::erfc(-z / std::sqrt(2.0)) == Approx(p).epsilon(1e-13).margin(0.0));
  }
  // Dyadic, so that 1 - p is exact.
  for (const double p : {0x1p-40, 0x1p-10, 0.0625, 0.25}) {
    CHECK(archgym::normal_quantile(1.0 - p) == -archgym::normal_quantile(p));
  }
}

TEST_CASE("normal has the distribution and the moments of a standard normal") {
  Random random(8, "normal");
  const int n = 1000000;
  std::vector<double> sample(n);
  std::array<double, 5> moments{};
  for (double& z : sample) {
    z = random.normal();
    double power = 1.0;
    for (double& moment : moments) {
      moment += power / n;
      power *= z;
    }
  }
  // Five standard errors: the variance of z^k is E z^2k - (E z^k)^2.
  const double error = 5.0 / std::sqrt(n);
  CHECK(std::abs(moments[1]) < error);
  CHECK(std::abs(moments[2] - 1.0) < error * std::sqrt(2.0));
  CHECK(std::abs(moments[3]) < error * std::sqrt(15.0));
  CHECK(std::abs(moments[4] - 3.0) < error * std::sqrt(96.0));
  CHECK(kolmogorov(sample, [](double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }) <
        k_kolmogorov_one_in_a_thousand);
}

TEST_CASE("shuffle makes every order equally likely") {
  Random random(9, "shuffle");
  std::vector<double> counts(24);
  std::string items = "abcd";
  for (int i = 0; i < 48000; ++i) {
    std::sort(items.begin(), items.end());
    random.shuffle(items.begin(), items.end());
    std::string order = items;
    std::size_t rank = 0;
    while (std::prev_permutation(order.begin(), order.end())) ++rank;
    ++counts.at(rank);
  }
  CHECK(chi_square(counts) < 49.7);  // 23 degrees of freedom, 1 in 1000
  std::vector<int> none;
  random.shuffle(none.begin(), none.end());
  CHECK(none.empty());
}
