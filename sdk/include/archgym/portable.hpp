/*
 * archgym/portable.hpp - elementary functions that are the same on every compiler and machine.
 *
 * The C library's exp, log, pow, tanh ... differ between libraries, between their versions and, for
 * one library, between processors: it picks a variant that uses fused multiply-adds where there are
 * any. The last bit is enough for a search to take another way. A result that must be reproducible
 * uses these.
 *
 *   const double weight = archgym::portable::exp(-cost / temperature);
 *
 * The functions use only operations whose result IEEE 754 fixes: + - * / and square root in the
 * order that is written, and fused multiply-adds where they are written. Neither -ffp-contract nor
 * the target changes a bit: products are kept from being fused (detail::times). Options that give
 * up IEEE 754 itself (-ffast-math) void this, and so does another rounding mode than to the
 * nearest.
 *
 * Errors are below 1 ulp (exp, log, pow), 2 ulp (expm1, log1p), 3 ulp (tanh) and 5 ulp (erfc), but
 * for results below 2^-1022, and pow is exact where the result is a number of this type. Special
 * values are those of C's Annex F: NaN gives NaN (but pow(1, y) = pow(x, 0) = 1), poles give
 * infinities, and no function traps or sets errno. The published vectors are in
 * docs/reference/portable-test-vectors.txt.
 *
 * Thread-safe; nothing here throws or allocates.
 */
#ifndef ARCHGYM_PORTABLE_HPP
#define ARCHGYM_PORTABLE_HPP

#include "cpp.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

namespace archgym {
namespace portable {

inline double exp(double x);
inline double expm1(double x); /* exp(x) - 1 */
inline double log(double x);   /* natural */
inline double log1p(double x); /* log(1 + x) */
inline double pow(double x, double y);
inline double tanh(double x);
inline double erfc(double x); /* 1 - erf(x) */

namespace detail {

/* The same value, which the compiler must not fuse with what follows. Where the target has an
 * instruction for it, compilers contract a * b + c on their own (GCC does by default). */
inline double rounded(double value) {
#if defined(__FMA__) || defined(__FMA4__) || defined(__AVX512F__)
  __asm__("" : "+x"(value));
#elif defined(__aarch64__)
  __asm__("" : "+w"(value));
#elif (defined(__GNUC__) || defined(__clang__)) && !defined(__x86_64__)
  __asm__("" : "+m"(value));
#endif
  return value;
}

inline double times(double a, double b) {
  return rounded(a * b);
}

inline std::uint64_t bits_of(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

inline double of_bits(std::uint64_t bits) {
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/* high + low, and |low| is at most half an ulp of high, or a little more. */
struct Pair {
  double high;
  double low;
};

/* a + b exactly; |a| >= |b| or a = 0 (Dekker, Numerische Mathematik 18, 1971). */
inline Pair sum(double a, double b) {
  const double high = a + b;
  return {high, b - (high - a)};
}

/* a b exactly. */
inline Pair product(double a, double b) {
  const double high = times(a, b);
  return {high, std::fma(a, b, -high)};
}

inline Pair product(Pair a, Pair b) {
  const Pair exact = product(a.high, b.high);
  return sum(exact.high, exact.low + (times(a.high, b.low) + times(a.low, b.high)));
}

/* c[0] + c[1] x + c[2] x^2 + ...: the even and the odd powers by Horner's rule, side by side. */
template <std::size_t N>
double polynomial(const double (&c)[N], double x) {
  const double square = times(x, x);
  double even = 0.0;
  double odd = 0.0;
  for (std::size_t k = N; k-- > 0;) {
    double& sum = k % 2 == 0 ? even : odd;
    sum = times(sum, square) + c[k];
  }
  return even + times(odd, x);
}

/* log 2 in two parts: the first has trailing zeros, so that its product with an exponent is exact.
 */
constexpr double k_log_two_high = 0x1.62e42fefa38p-1;
constexpr double k_log_two_low = 0x1.ef35793c7673p-45;

/* exp(x) = 2^exponent (1 + first + rest), |first| < 0.35, and rest has about a hundredth of it. */
struct Exponential {
  double exponent; /* an integer */
  double first;
  double rest;

  Pair mantissa() const {
    const Pair one = sum(1.0, first);
    return {one.high, one.low + rest};
  }
};

/* Of high + low; |high| <= 2000. */
inline Exponential exponential(double high, double low) {
  constexpr double to_integer = 0x1.8p52;
  const double exponent = (times(high, 0x1.71547652b82fep+0) + to_integer) - to_integer;
  const double near = high - times(exponent, k_log_two_high);
  const double correction = low - times(exponent, k_log_two_low);
  const double r = near + correction;
  const double lost = correction - (r - near);
  /* Taylor: the 15th term is below 2^-60. */
  static constexpr double series[] = {
      1.0 / 2.0,         1.0 / 6.0,          1.0 / 24.0,         1.0 / 120.0,     1.0 / 720.0,
      1.0 / 5040.0,      1.0 / 40320.0,      1.0 / 362880.0,     1.0 / 3628800.0, 1.0 / 39916800.0,
      1.0 / 479001600.0, 1.0 / 6227020800.0, 1.0 / 87178291200.0};
  const double curved = times(times(r, r), polynomial(series, r));
  return {exponent, r, curved + (lost + times(lost, r))};
}

/* value 2^exponent, rounded once; |exponent| <= 2044, value in [1/2, 2]. */
inline double scaled(double value, double exponent) {
  constexpr double to_integer = 0x1.8p52;
  constexpr double to_bits = to_integer + 1023.0; /* the low bits are a biased exponent */
  const double half = (times(exponent, 0.5) + to_integer) - to_integer;
  const double first = of_bits(bits_of(half + to_bits) << 52);
  const double second = of_bits(bits_of((exponent - half) + to_bits) << 52);
  return times(times(value, first), second);
}

/* exp(high + low). */
inline double exp(double high, double low) {
  /* Beyond, the result is infinite or 0. Conditions that are false for NaN, which passes. */
  const double above = high < -746.0 ? -746.0 : high;
  const double inside = above > 710.0 ? 710.0 : above;
  const Exponential parts = exponential(inside, low);
  const Pair mantissa = parts.mantissa();
  return scaled(mantissa.high + mantissa.low, parts.exponent);
}

/* x = 2^exponent mantissa, mantissa in [sqrt(1/2), sqrt(2)). */
struct Fraction {
  double exponent;
  double mantissa;
};

/* Of a positive finite number. */
inline Fraction fraction(double x) {
  constexpr std::uint64_t root_of_half = 0x3fe6a09e667f3bcdu;
  const bool subnormal = x < 0x1p-1022;
  const std::uint64_t bits = bits_of(subnormal ? x * 0x1p54 : x);
  const std::uint64_t above = bits - root_of_half; /* wraps around below */
  const auto exponent = static_cast<std::int64_t>(above) >> 52;
  return {static_cast<double>(exponent) - (subnormal ? 54.0 : 0.0),
          of_bits(root_of_half + (above & 0x000fffffffffffffu))};
}

/* Is x a positive finite number? */
inline bool has_logarithm(double x) {
  return x > 0.0 && x <= std::numeric_limits<double>::max();
}

/* The logarithm of any other. */
inline double special_logarithm(double x) {
  if (x == 0.0) return -std::numeric_limits<double>::infinity();
  return x < 0.0 ? std::numeric_limits<double>::quiet_NaN() : x;
}

/* log x to 2^-65 of it, for a positive finite number.
 * With m = 1 + f and s = f / (2 + f): log m = 2 atanh s = 2 s (1 + s^2 / 3 + s^4 / 5 + ...). */
inline Pair logarithm(double x) {
  const Fraction parts = fraction(x);
  const double f = parts.mantissa - 1.0; /* exact */
  const Pair divisor = sum(2.0, f);
  const double quotient = f / divisor.high;
  const Pair back = product(quotient, divisor.high);
  const double rest = ((f - back.high) - back.low) - times(quotient, divisor.low);
  const Pair s = sum(quotient, rest / divisor.high);
  const Pair z = product(s, s);
  static constexpr double series[] = {1.0 / 5.0,  1.0 / 7.0,  1.0 / 9.0,  1.0 / 11.0,
                                      1.0 / 13.0, 1.0 / 15.0, 1.0 / 17.0, 1.0 / 19.0,
                                      1.0 / 21.0, 1.0 / 23.0, 1.0 / 25.0, 1.0 / 27.0};
  const Pair third = product(z, {0x1.5555555555555p-2, 0x1.5555555555555p-56});
  const Pair curved =
      sum(third.high, third.low + times(times(z.high, z.high), polynomial(series, z.high)));
  const Pair more = product(s, curved);
  const Pair half = sum(s.high, more.high);
  const Pair log_mantissa = {2.0 * half.high, 2.0 * (half.low + (s.low + more.low))};

  const double high = times(parts.exponent, k_log_two_high); /* exact */
  const Pair low = product(parts.exponent, k_log_two_low);
  const Pair total =
      parts.exponent == 0.0 ? Pair{log_mantissa.high, 0.0} : sum(high, log_mantissa.high);
  const Pair with_low = sum(total.high, total.low + low.high);
  return sum(with_low.high, with_low.low + (low.low + log_mantissa.low));
}

/* Odd integers are below 2^53. */
inline bool is_integer(double y) {
  return std::abs(y) >= 0x1p52 || y == std::floor(y);
}
inline bool is_odd(double y) {
  return std::abs(y) < 0x1p53 && is_integer(y) && times(y, 0.5) != std::floor(times(y, 0.5));
}

/* x^y for x > 0, infinity included, and y other than 0 and NaN. */
inline double positive_power(double x, double y) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (x == 1.0) return 1.0;
  if (x == infinity) return y > 0.0 ? infinity : 0.0;
  const Pair log_x = logarithm(x);
  const double exponent = times(log_x.high, y);
  if (std::abs(exponent) > 1000.0) return exponent > 0.0 ? infinity : 0.0;
  return exp(exponent, std::fma(log_x.high, y, -exponent) + times(log_x.low, y));
}

/* (1 + 2 x) exp(x^2) erfc(x) for x >= 0 by Chebyshev polynomials of t = (x - 3.75) / (x + 3.75)
 * (Shepherd, Laframboise, Mathematics of Computation 36, 1981; coefficients to 60 digits). */
inline double scaled_erfc(double x) {
  static constexpr double chebyshev[] = {
      0x1.2d75d0246cee8p+0,   -0x1.2cd0564f8c1b7p-8,  -0x1.59159e8868995p-4,
      0x1.e50c3e7c7dccep-5,   -0x1.b4c68f4569326p-6,  0x1.295e991a7d82dp-7,
      -0x1.3c4c54f8d419dp-9,  0x1.014ed1572209ap-11,  -0x1.221e6f70130b5p-14,
      0x1.15c3f597f0492p-18,  0x1.9f8f03ca86fc1p-21,  -0x1.d601c320c8f9cp-23,
      0x1.71e1efca86cf9p-27,  0x1.36bf2885524c9p-28,  -0x1.aa4d7b1cdf20ap-31,
      -0x1.15df59ca6082bp-34, 0x1.f8af0a9aa6d31p-36,  0x1.b61b723941781p-43,
      -0x1.0fc16c00b50f2p-40, 0x1.24f6a772cbc36p-45,  0x1.2d8b49ab5f72bp-45,
      -0x1.0cb63a80de2c5p-49, -0x1.6884628ace07ap-50, 0x1.561b105822235p-54,
      0x1.d3744857e262bp-55,  -0x1.4a219c71bb4d2p-59, -0x1.42cb7ae4cd5a0p-59};
  constexpr std::size_t terms = sizeof chebyshev / sizeof *chebyshev;
  const double t = (x - 3.75) / (x + 3.75);
  double next = 0.0; /* Clenshaw's recurrence */
  double after = 0.0;
  for (std::size_t k = terms - 1; k > 0; --k) {
    const double here = (times(2.0 * t, next) - after) + chebyshev[k];
    after = next;
    next = here;
  }
  return (times(t, next) - after) + chebyshev[0];
}

/* erf(x) sqrt(pi) / 2 for |x| <= 1/2: Taylor. */
inline double small_erf(double x) {
  static constexpr double series[] = {1.0 / 1.0,           -1.0 / 3.0,           1.0 / 10.0,
                                      -1.0 / 42.0,         1.0 / 216.0,          -1.0 / 1320.0,
                                      1.0 / 9360.0,        -1.0 / 75600.0,       1.0 / 685440.0,
                                      -1.0 / 6894720.0,    1.0 / 76204800.0,     -1.0 / 918086400.0,
                                      1.0 / 11975040000.0, -1.0 / 168129561600.0};
  return times(x, polynomial(series, times(x, x)));
}

} /* namespace detail */

inline double exp(double x) {
  return detail::exp(x, 0.0);
}

inline double expm1(double x) {
  if (x > 44.0) return exp(x);
  if (x < -44.0) return -1.0;
  if (std::abs(x) < 0x1p-54) return x; /* keeps the sign of 0 */
  const detail::Exponential parts = detail::exponential(x, 0.0);
  if (parts.exponent == 0.0) return parts.first + parts.rest;
  const detail::Pair mantissa = parts.mantissa();
  return (detail::scaled(mantissa.high, parts.exponent) - 1.0) +
         detail::times(mantissa.low, detail::scaled(1.0, parts.exponent));
}

/* f - s (f - R) with f = m - 1, s = f / (2 + f) and R = 2 (s^2 / 3 + s^4 / 5 + ...), where s f is
 * taken apart so that its error stays small: f^2 / 2 - s (f^2 / 2 + R), as in fdlibm. */
inline double log(double x) {
  using detail::times;
  if (!detail::has_logarithm(x)) return detail::special_logarithm(x);
  const detail::Fraction parts = detail::fraction(x);
  const double f = parts.mantissa - 1.0;
  const double s = f / (2.0 + f);
  const double z = times(s, s);
  static constexpr double series[] = {2.0 / 3.0,  2.0 / 5.0,  2.0 / 7.0,  2.0 / 9.0,
                                      2.0 / 11.0, 2.0 / 13.0, 2.0 / 15.0, 2.0 / 17.0,
                                      2.0 / 19.0, 2.0 / 21.0, 2.0 / 23.0};
  const double half_square = times(0.5 * f, f);
  const double curved = times(s, half_square + times(z, detail::polynomial(series, z)));
  const double low = curved + times(parts.exponent, detail::k_log_two_low);
  return times(parts.exponent, detail::k_log_two_high) - ((half_square - low) - f);
}

inline double log1p(double x) {
  if (std::abs(x) < 0x1p-54) return x; /* keeps the sign of 0 */
  if (!(x > -1.0 && x < 0x1p54)) return log(x > 0.0 ? x : 1.0 + x);
  const detail::Pair one = std::abs(x) < 1.0 ? detail::sum(1.0, x) : detail::sum(x, 1.0);
  return log(one.high) + one.low / one.high;
}

inline double pow(double x, double y) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (y == 0.0 || x == 1.0) return 1.0;
  if (x != x || y != y) return x + y;
  if (std::abs(y) == infinity) {
    if (std::abs(x) == 1.0) return 1.0;
    return (std::abs(x) > 1.0) == (y > 0.0) ? infinity : 0.0;
  }
  const bool negative = std::signbit(x) && detail::is_odd(y);
  if (x == 0.0) return std::copysign(y > 0.0 ? 0.0 : infinity, negative ? -1.0 : 1.0);
  if (x < 0.0 && x != -infinity && !detail::is_integer(y)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const double magnitude = detail::positive_power(std::abs(x), y);
  return negative ? -magnitude : magnitude;
}

inline double tanh(double x) {
  const double magnitude = std::abs(x);
  if (magnitude > 22.0) return std::copysign(1.0, x);
  const double twice = expm1(2.0 * magnitude);
  const double result = magnitude < 0.5 ? twice / (twice + 2.0) : 1.0 - 2.0 / (twice + 2.0);
  return std::copysign(result, x);
}

inline double erfc(double x) {
  const double magnitude = std::abs(x);
  if (magnitude <= 0.5) return 1.0 - detail::times(0x1.20dd750429b6dp+0, detail::small_erf(x));
  if (magnitude > 28.0) return x > 0.0 ? 0.0 : 2.0;
  const detail::Pair square = detail::product(magnitude, magnitude);
  const double tail = detail::times(detail::scaled_erfc(magnitude) / (1.0 + 2.0 * magnitude),
                                    detail::exp(-square.high, -square.low));
  return x < 0.0 ? 2.0 - tail : tail;
}

} /* namespace portable */
} /* namespace archgym */

#endif
