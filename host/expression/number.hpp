// The numbers of expressions.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <utility>

namespace archgym::host {

// An integer of magnitude below 2^64, exact, or any other number as an IEEE 754 double. Which of
// the two it is depends on the value alone: the double 3.0 is the integer 3. A sum, a difference, a
// product and a remainder of integers, and a quotient that leaves no remainder, is exact as long as
// it is such an integer. Everything else, a result out of that range included, is computed with
// doubles.
class Number {
 public:
  Number() : Number(0) {}
  Number(double value);
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool>) Number(Integer value)
      : Number(std::cmp_less(value, 0) ? 0 - static_cast<std::uint64_t>(value)
                                       : static_cast<std::uint64_t>(value),
               std::cmp_less(value, 0)) {}

  // The nearest double.
  double real() const { return real_; }
  // Whether real() is the value itself.
  bool is_real() const;
  // An integer has plain digits; otherwise as format_real().
  std::string text() const;

  Number operator-() const;
  Number magnitude() const;

  friend Number operator+(const Number& a, const Number& b);
  friend Number operator-(const Number& a, const Number& b) { return a + -b; }
  friend Number operator*(const Number& a, const Number& b);
  friend Number operator/(const Number& a, const Number& b);
  // The sign is that of a, as with std::fmod().
  friend Number remainder(const Number& a, const Number& b);
  // Two integers exactly, others as doubles: false with NaN.
  friend bool operator<(const Number& a, const Number& b);
  friend bool operator==(const Number& a, const Number& b);

 private:
  Number(std::uint64_t magnitude, bool negative);

  double real_;
  std::uint64_t magnitude_;  // of an integer
  bool integer_, negative_;
};

}  // namespace archgym::host
