/*
 * archgym/random.hpp - random numbers that are the same on every compiler and machine.
 *
 * Random is a keyed stream: a function of (seed, purpose, index) and of nothing else. Draws for one
 * purpose never disturb those for another, so adding a draw somewhere does not change every later
 * result, and work can be spread over threads and processes without sharing a generator.
 *
 *   archgym::Random mutation(seed, "mutation", generation);
 *   if (mutation.chance(0.1)) ...
 *
 * Generator: Philox4x32-10, counter-based (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as
 * easy as 1, 2, 3, SC'11). A triple selects a stream like this, all arithmetic modulo 2^64:
 *
 *   key     = mix(mix(seed + 0x9e3779b97f4a7c15) ^ fnv1a(purpose)), low word first
 *   counter = { block low, block high, index low, index high }
 *
 * where mix is the output function of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), a bijection,
 * and fnv1a the 64-bit FNV-1a hash of the bytes of `purpose`. So for one purpose different seeds
 * always have different keys, and for one key different indices always have disjoint counters. A
 * block yields its four words in order. 64-bit draws take two words, the low one first; uniform(),
 * normal(), chance() take two words, below() two words and, rarely, more.
 *
 * The floating-point functions use only operations whose result IEEE 754 fixes, with every fused
 * multiply-add written out, so neither -ffp-contract nor the target changes a bit. Options that
 * give up IEEE 754 itself (-ffast-math) void this. The published vectors are in
 * docs/reference/random-test-vectors.txt.
 *
 * An object is not thread-safe; make one per thread with an index of its own. Nothing here throws
 * or allocates.
 */
#ifndef ARCHGYM_RANDOM_HPP
#define ARCHGYM_RANDOM_HPP

#include "cpp.hpp"
#include "hash.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace archgym {

/* One block of Philox4x32-10: 128 bits of counter and 64 bits of key to 128 random bits. */
constexpr std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter,
                                                     std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t first = std::uint64_t{0xd2511f53u} * counter[0];
    const std::uint64_t second = std::uint64_t{0xcd9e8d57u} * counter[2];
    counter = {static_cast<std::uint32_t>(second >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(second),
               static_cast<std::uint32_t>(first >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(first)};
    key[0] += 0x9e3779b9u;
    key[1] += 0xbb67ae85u;
  }
  return counter;
}

/* The standard normal deviate z with P(Z < z) = p, for p in (0,1), to about 1 part in 10^15:
 * algorithm AS 241, PPND16 (Wichura, Applied Statistics 37(3), 1988). Bit-identical everywhere. */
double normal_quantile(double p);

class Random {
 public:
  using result_type = std::uint64_t;

  Random(std::uint64_t seed, std::string_view purpose, std::uint64_t index = 0)
      : key_(mix(mix(seed + 0x9e3779b97f4a7c15u) ^ fnv1a(purpose))), index_(index) {}

  std::uint32_t bits32() {
    const std::uint64_t lane = position_ % 4;
    if (lane == 0) fill();
    ++position_;
    return block_[lane];
  }

  std::uint64_t bits64() {
    const std::uint64_t low = bits32();
    return low | static_cast<std::uint64_t>(bits32()) << 32;
  }

  /* Uniform on the 2^53 multiples of 2^-53 in [0,1). */
  double uniform() { return static_cast<double>(bits64() >> 11) * 0x1p-53; }

  /* In [lower, upper), or `lower` when they are equal; upper - lower must be finite. */
  double uniform(double lower, double upper) {
    const double value = std::fma(upper - lower, uniform(), lower);
    if (value < upper || !(lower < upper)) return value;
    return std::nextafter(upper, lower); /* rounding reached the excluded end */
  }

  /* 0 .. bound-1, each exactly as likely; 0 when bound is 0. Multiplication with rejection: Lemire,
   * Fast random integer generation in an interval, ACM TOMACS 29(1), 2019. */
  std::uint64_t below(std::uint64_t bound) {
    Product product = multiply(bits64(), bound);
    if (product.low < bound) {
      const std::uint64_t threshold = (0 - bound) % bound;
      while (product.low < threshold) product = multiply(bits64(), bound);
    }
    return product.high;
  }

  /* True with this probability; never for 0 or less, always for 1 or more. */
  bool chance(double probability) { return uniform() < probability; }

  /* Standard normal, by inversion of a uniform number on the 2^52 midpoints of (0,1). */
  double normal() { return normal_quantile((static_cast<double>(bits64() >> 12) + 0.5) * 0x1p-52); }

  /* Every order equally likely (Fisher-Yates, from the last element down). */
  template <class It>
  void shuffle(It first, It last) {
    using Difference = typename std::iterator_traits<It>::difference_type;
    for (Difference i = last - first - 1; i > 0; --i) {
      const auto j = static_cast<Difference>(below(static_cast<std::uint64_t>(i) + 1));
      std::iter_swap(first + i, first + j);
    }
  }

  /* UniformRandomBitGenerator. std::*_distribution differ between standard libraries: a result that
   * must be reproducible uses the functions above. */
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~result_type{0}; }
  result_type operator()() { return bits64(); }

  /* 32-bit words drawn so far, and a jump to any point of the stream in constant time: with the
   * triple, all there is to save. */
  std::uint64_t position() const { return position_; }
  void seek(std::uint64_t position) {
    position_ = position;
    if (position % 4 != 0) fill();
  }

 private:
  struct Product {
    std::uint64_t high;
    std::uint64_t low;
  };

  static constexpr std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

  /* 64 x 64 -> 128 bits out of 32-bit halves: ISO C++ has no wider integer. */
  static constexpr Product multiply(std::uint64_t a, std::uint64_t b) {
    constexpr std::uint64_t mask = 0xffffffffu;
    const std::uint64_t low = (a & mask) * (b & mask);
    const std::uint64_t cross = (a >> 32) * (b & mask) + (low >> 32);
    const std::uint64_t middle = (a & mask) * (b >> 32) + (cross & mask);
    return {(a >> 32) * (b >> 32) + (cross >> 32) + (middle >> 32), a * b};
  }

  void fill() {
    const std::uint64_t block = position_ / 4;
    block_ = philox4x32_10(
        {static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32),
         static_cast<std::uint32_t>(index_), static_cast<std::uint32_t>(index_ >> 32)},
        {static_cast<std::uint32_t>(key_), static_cast<std::uint32_t>(key_ >> 32)});
  }

  std::uint64_t key_;
  std::uint64_t index_;
  std::uint64_t position_ = 0;
  std::array<std::uint32_t, 4> block_{};
};

namespace detail {

/* c[0] + c[1] x + c[2] x^2 + ..., by Horner's rule in fused steps. */
template <std::size_t N>
double polynomial(const double (&c)[N], double x) {
  double sum = c[N - 1];
  for (std::size_t k = N - 1; k-- > 0;) sum = std::fma(sum, x, c[k]);
  return sum;
}

/* Natural logarithm of a positive normal number, to about 1 ulp; libm's differ. With x = m 2^e and
 * m in [sqrt(1/2), sqrt(2)): log x = e log 2 + 2 atanh s, s = (m-1)/(m+1), |s| < 0.172. */
inline double portable_log(double x) {
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);
  if (mantissa < 0.70710678118654752440) {
    mantissa *= 2.0;
    --exponent;
  }
  static constexpr double atanh_series[] = {1.0,        1.0 / 3.0,  1.0 / 5.0,  1.0 / 7.0,
                                            1.0 / 9.0,  1.0 / 11.0, 1.0 / 13.0, 1.0 / 15.0,
                                            1.0 / 17.0, 1.0 / 19.0, 1.0 / 21.0, 1.0 / 23.0};
  const double s = (mantissa - 1.0) / (mantissa + 1.0);
  const double log_mantissa = 2.0 * s * polynomial(atanh_series, s * s);
  /* log 2 in two parts: the first has trailing zeros, so that its product with e is exact. */
  const double e = exponent;
  return std::fma(e, 0x1.62e42fefa38p-1, std::fma(e, 0x1.ef35793c7673p-45, log_mantissa));
}

}  // namespace detail

inline double normal_quantile(double p) {
  static constexpr double central_numerator[] = {3.3871328727963666080e0, 1.3314166789178437745e2,
                                                 1.9715909503065514427e3, 1.3731693765509461125e4,
                                                 4.5921953931549871457e4, 6.7265770927008700853e4,
                                                 3.3430575583588128105e4, 2.5090809287301226727e3};
  static constexpr double central_denominator[] = {1.0,
                                                   4.2313330701600911252e1,
                                                   6.8718700749205790830e2,
                                                   5.3941960214247511077e3,
                                                   2.1213794301586595867e4,
                                                   3.9307895800092710610e4,
                                                   2.8729085735721942674e4,
                                                   5.2264952788528545610e3};
  static constexpr double middle_numerator[] = {
      1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
      3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
      2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr double middle_denominator[] = {1.0,
                                                  2.05319162663775882187e0,
                                                  1.67638483018380384940e0,
                                                  6.89767334985100004550e-1,
                                                  1.48103976427480074590e-1,
                                                  1.51986665636164571966e-2,
                                                  5.47593808499534494600e-4,
                                                  1.05075007164441684324e-9};
  static constexpr double far_numerator[] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                             1.78482653991729133580e0,  2.96560571828504891230e-1,
                                             2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                             2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr double far_denominator[] = {1.0,
                                               5.99832206555887937690e-1,
                                               1.36929880922735805310e-1,
                                               1.48753612908506148525e-2,
                                               7.86869131145613259100e-4,
                                               1.84631831751005468180e-5,
                                               1.42151175831644588870e-7,
                                               2.04426310338993978564e-15};

  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = std::fma(-q, q, 0.180625);
    return q * detail::polynomial(central_numerator, r) /
           detail::polynomial(central_denominator, r);
  }
  const double r = std::sqrt(-detail::portable_log(q < 0.0 ? p : 1.0 - p));
  const double z = r <= 5.0 ? detail::polynomial(middle_numerator, r - 1.6) /
                                  detail::polynomial(middle_denominator, r - 1.6)
                            : detail::polynomial(far_numerator, r - 5.0) /
                                  detail::polynomial(far_denominator, r - 5.0);
  return q < 0.0 ? -z : z;
}

}  // namespace archgym

#endif
