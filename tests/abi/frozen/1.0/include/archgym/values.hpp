/*
 * archgym/values.hpp - reading a design point or a list of hyperparameters.
 *
 * Values are in the order of the manifest and have been checked by the host. Give the positions
 * names in one enum beside the code that reads them:
 *
 *   enum Parameter : std::size_t { page_policy, buffer_size };
 *   const std::int64_t entries = request.integer(buffer_size);
 */
#ifndef ARCHGYM_VALUES_HPP
#define ARCHGYM_VALUES_HPP

#include "cpp.hpp"
#include "span.hpp"
#include "value.h"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace archgym {

/* An owned design point: what Space fills and Proposals::add() takes. Holds no AG_KIND_TEXT. */
using Point = std::vector<ag_value>;

namespace detail {

inline const char* kind_name(std::uint32_t kind) {
  switch (kind) {
    case AG_KIND_NONE:
      return "inactive";
    case AG_KIND_BOOL:
      return "a bool";
    case AG_KIND_INT:
      return "an integer";
    case AG_KIND_REAL:
      return "a real";
    case AG_KIND_INDEX:
      return "an index";
    case AG_KIND_TEXT:
      return "a text";
    default:
      return "of an unknown kind";
  }
}

[[noreturn]] inline void wrong_kind(std::size_t i, std::uint32_t wanted, std::uint32_t found) {
  throw std::logic_error("value " + std::to_string(i) + " is " + kind_name(found) +
                         " according to the manifest, but the plugin reads it as " +
                         kind_name(wanted));
}

[[noreturn]] inline void no_such_position(const char* what, std::size_t i, std::size_t size) {
  throw std::out_of_range(std::string("the plugin asks for ") + what + " " + std::to_string(i) +
                          ", but the manifest declares " + std::to_string(size));
}

}  // namespace detail

/* A borrowed view. Reading a position that does not exist, or as another kind than the manifest
 * declares, throws std::logic_error: it is a mistake in the plugin. */
class Values {
 public:
  Values() = default;
  Values(const ag_value* values, std::size_t size) : values_(values), size_(size) {}
  Values(const Point& point) : values_(point.data()), size_(point.size()) {}
  Values(Span<const ag_value> values) : values_(values.data()), size_(values.size()) {}

  std::size_t size() const { return size_; }
  const ag_value* data() const { return values_; }
  const ag_value* begin() const { return values_; }
  const ag_value* end() const { return values_ + size_; }

  const ag_value& operator[](std::size_t i) const {
    if (i >= size_) detail::no_such_position("value", i, size_);
    return values_[i];
  }

  /* False when the parameter's `when` condition does not hold: it has no value then. */
  bool active(std::size_t i) const { return (*this)[i].kind != AG_KIND_NONE; }

  bool boolean(std::size_t i) const { return of_kind(i, AG_KIND_BOOL).as.i64 != 0; }
  std::int64_t integer(std::size_t i) const { return of_kind(i, AG_KIND_INT).as.i64; }
  double real(std::size_t i) const { return of_kind(i, AG_KIND_REAL).as.f64; }
  const char* text(std::size_t i) const { return of_kind(i, AG_KIND_TEXT).as.text; }

  /* Categorical: position in the manifest's list. Permutation: lexicographic rank. From 0. */
  std::uint64_t index(std::size_t i) const {
    return static_cast<std::uint64_t>(of_kind(i, AG_KIND_INDEX).as.i64);
  }

  /* An integer, ordinal or real parameter, whichever of them it is. */
  double number(std::size_t i) const {
    const ag_value& value = (*this)[i];
    if (value.kind == AG_KIND_INT) return static_cast<double>(value.as.i64);
    return of_kind(i, AG_KIND_REAL).as.f64;
  }

 private:
  const ag_value& of_kind(std::size_t i, std::uint32_t kind) const {
    const ag_value& value = (*this)[i];
    if (value.kind != kind) detail::wrong_kind(i, kind, value.kind);
    return value;
  }

  const ag_value* values_ = nullptr;
  std::size_t size_ = 0;
};

/* Canonical points of the same design are equal, bit for bit. */
inline bool operator==(Values a, Values b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const ag_value& x, const ag_value& y) {
                      return x.kind == y.kind && x.as.bits == y.as.bits;
                    });
}
inline bool operator!=(Values a, Values b) {
  return !(a == b);
}

}  // namespace archgym

#endif
