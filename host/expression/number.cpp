#include "expression/number.hpp"

#include <cmath>
#include <utility>

#include "base/number.hpp"

namespace archgym::host {

Number::Number(double value) : real_(value), magnitude_(0), integer_(false), negative_(value < 0) {
  const bool minus_zero = value == 0 && std::signbit(value);
  if (value != std::trunc(value) || !(std::abs(value) < 0x1p64) || minus_zero) return;
  integer_ = true;
  magnitude_ = static_cast<std::uint64_t>(std::abs(value));
}

Number::Number(std::uint64_t magnitude, bool negative)
    : real_(negative ? -static_cast<double>(magnitude) : static_cast<double>(magnitude)),
      magnitude_(magnitude),
      integer_(true),
      negative_(negative && magnitude != 0) {
  if (magnitude == 0) real_ = 0;
}

bool Number::is_real() const {
  return !integer_ || (real_ < 0x1p64 && -real_ < 0x1p64 &&
                       static_cast<std::uint64_t>(std::abs(real_)) == magnitude_);
}

std::string Number::text() const {
  if (!integer_) return format_real(real_);
  return (negative_ ? "-" : "") + std::to_string(magnitude_);
}

Number Number::operator-() const {
  return integer_ ? Number(magnitude_, !negative_) : Number(-real_);
}

Number Number::magnitude() const {
  return integer_ ? Number(magnitude_, false) : Number(std::abs(real_));
}

Number operator+(const Number& a, const Number& b) {
  if (!a.integer_ || !b.integer_) return a.real_ + b.real_;
  if (a.negative_ != b.negative_) {
    const auto& [smaller, larger] = a.magnitude_ < b.magnitude_ ? std::pair(a, b) : std::pair(b, a);
    return {larger.magnitude_ - smaller.magnitude_, larger.negative_};
  }
  std::uint64_t sum = 0;
  if (__builtin_add_overflow(a.magnitude_, b.magnitude_, &sum)) return a.real_ + b.real_;
  return {sum, a.negative_};
}

Number operator*(const Number& a, const Number& b) {
  std::uint64_t product = 0;
  if (!a.integer_ || !b.integer_ || __builtin_mul_overflow(a.magnitude_, b.magnitude_, &product)) {
    return a.real_ * b.real_;
  }
  return {product, a.negative_ != b.negative_};
}

Number operator/(const Number& a, const Number& b) {
  if (!a.integer_ || !b.integer_ || b.magnitude_ == 0 || a.magnitude_ % b.magnitude_ != 0) {
    return a.real_ / b.real_;
  }
  return {a.magnitude_ / b.magnitude_, a.negative_ != b.negative_};
}

Number remainder(const Number& a, const Number& b) {
  if (!a.integer_ || !b.integer_ || b.magnitude_ == 0) return std::fmod(a.real_, b.real_);
  return {a.magnitude_ % b.magnitude_, a.negative_};
}

bool operator<(const Number& a, const Number& b) {
  if (!a.integer_ || !b.integer_) return a.real_ < b.real_;
  if (a.negative_ != b.negative_) return a.negative_;
  return a.negative_ ? b.magnitude_ < a.magnitude_ : a.magnitude_ < b.magnitude_;
}

bool operator==(const Number& a, const Number& b) {
  if (!a.integer_ || !b.integer_) return a.real_ == b.real_;
  return a.magnitude_ == b.magnitude_ && a.negative_ == b.negative_;
}

}  // namespace archgym::host
