// The numbers of one parameter, packed for the functions that run once per evaluation.
#pragma once

#include <archgym/value.h>

#include <cstdint>
#include <limits>

#include "space/parameter.hpp"

namespace archgym::host {

// AG_KIND_BOOL, AG_KIND_INT or AG_KIND_INDEX.
ag_value integer_value(std::uint32_t kind, std::int64_t number);
// AG_KIND_REAL; -0 becomes 0, because equal designs have equal bytes.
ag_value real_value(double number);

// Values that are integers (bool, integer, categorical, permutation) are lower + k * step; ordinals
// are numbers[k]; categories of a narrowed space are positions[k]; reals lie between real_lower and
// real_upper. k, the index, is below `choices`.
struct Knob {
  static constexpr std::uint64_t no_index = std::numeric_limits<std::uint64_t>::max();
  static constexpr std::uint64_t last_real_index = (std::uint64_t{1} << 53) - 1;

  ParameterType type{};
  Scale scale = Scale::linear;
  std::uint32_t kind = AG_KIND_NONE;  // of its values
  bool is_fixed = false;
  std::int64_t lower = 0, upper = 0, step = 1;  // upper is reached
  std::uint64_t choices = 0;                    // 0: reals and texts
  const double* numbers = nullptr;
  const std::int64_t* positions = nullptr;
  double real_lower = 0, real_upper = 0;
  double log_lower = 0, log_span = 0;  // Scale::log
  std::uint8_t items = 0;              // permutation
  ag_value initial{};
  ag_value fixed{};

  // `parameter` must outlive the knob: it owns the numbers.
  static Knob of(const Parameter& parameter);

  // The kind is right and the value one of those declared.
  bool holds(const ag_value& value) const;

  // Between valid values and indices; reals have 2^53 evenly spaced ones (on their scale). Texts
  // have no_index.
  std::uint64_t index_of(const ag_value& value) const;
  ag_value at(std::uint64_t index) const;

  // Between valid values and the unit interval, see ag_space. at_unit() takes what lies outside as
  // the nearer end.
  double unit_of(const ag_value& value) const;
  ag_value at_unit(double unit) const;

 private:
  double unit_of_real(double value) const;
  double real_at_unit(double unit) const;
};

}  // namespace archgym::host
