#include "space/knob.hpp"

#include <algorithm>
#include <archgym/portable.hpp>
#include <cmath>

#include "space/permutation.hpp"

namespace archgym::host {

ag_value integer_value(std::uint32_t kind, std::int64_t number) {
  ag_value value{};
  value.kind = kind;
  value.as.i64 = number;
  return value;
}

ag_value real_value(double number) {
  ag_value value{};
  value.kind = AG_KIND_REAL;
  value.as.f64 = number + 0.0;
  return value;
}

Knob Knob::of(const Parameter& parameter) {
  Knob knob;
  knob.type = parameter.type;
  knob.scale = parameter.scale;
  knob.initial = parameter.initial;
  knob.is_fixed = parameter.fixed.has_value();
  if (knob.is_fixed) knob.fixed = *parameter.fixed;
  const auto count_from_zero = [&knob](std::uint32_t value_kind, std::uint64_t count) {
    knob.kind = value_kind;
    knob.choices = count;
    knob.upper = static_cast<std::int64_t>(count - 1);
  };
  switch (parameter.type) {
    case ParameterType::boolean:
      count_from_zero(AG_KIND_BOOL, 2);
      break;
    case ParameterType::categorical:
      count_from_zero(AG_KIND_INDEX, parameter.labels.size());
      if (parameter.allowed.empty()) break;
      knob.positions = parameter.allowed.data();
      knob.choices = parameter.allowed.size();
      knob.lower = parameter.allowed.front();
      knob.upper = parameter.allowed.back();
      break;
    case ParameterType::permutation:
      count_from_zero(AG_KIND_INDEX, factorial(parameter.labels.size()));
      knob.items = static_cast<std::uint8_t>(parameter.labels.size());
      break;
    case ParameterType::integer: {
      const auto last = static_cast<std::int64_t>(parameter.upper);
      knob.kind = AG_KIND_INT;
      knob.lower = static_cast<std::int64_t>(parameter.lower);
      knob.step = parameter.step;
      knob.upper = last - (last - knob.lower) % knob.step;
      knob.choices = static_cast<std::uint64_t>((knob.upper - knob.lower) / knob.step) + 1;
      break;
    }
    case ParameterType::ordinal:
      knob.kind = parameter.integral ? AG_KIND_INT : AG_KIND_REAL;
      knob.numbers = parameter.numbers.data();
      knob.choices = parameter.numbers.size();
      break;
    case ParameterType::real:
      knob.kind = AG_KIND_REAL;
      knob.real_lower = parameter.lower + 0.0;
      knob.real_upper = parameter.upper + 0.0;
      if (!knob.is_fixed && knob.real_lower == knob.real_upper) {
        // One value, where `choices` can only say: not countable.
        knob.is_fixed = true;
        knob.fixed = real_value(knob.real_lower);
      }
      break;
    case ParameterType::text:
      knob.kind = AG_KIND_TEXT;
      break;
  }
  if (knob.scale == Scale::log) {
    // An integer v owns the interval [v, v + step), so that every octave is equally likely.
    const bool integer = knob.type == ParameterType::integer;
    const double end = integer ? static_cast<double>(knob.upper + knob.step) : knob.real_upper;
    knob.log_lower = portable::log(integer ? static_cast<double>(knob.lower) : knob.real_lower);
    knob.log_span = portable::log(end) - knob.log_lower;
  }
  return knob;
}

bool Knob::holds(const ag_value& value) const {
  if (value.kind != kind) return false;
  if (positions) return std::binary_search(positions, positions + choices, value.as.i64);
  switch (type) {
    case ParameterType::text:
      return value.as.text != nullptr;
    case ParameterType::real:
      return value.as.f64 >= real_lower && value.as.f64 <= real_upper;
    case ParameterType::ordinal:
      return std::binary_search(numbers, numbers + choices, number_of(value));
    default:
      return value.as.i64 >= lower && value.as.i64 <= upper &&
             (step == 1 || (value.as.i64 - lower) % step == 0);
  }
}

std::uint64_t Knob::index_of(const ag_value& value) const {
  if (positions) {
    return static_cast<std::uint64_t>(
        std::lower_bound(positions, positions + choices, value.as.i64) - positions);
  }
  switch (type) {
    case ParameterType::text:
      return no_index;
    case ParameterType::real:
      return static_cast<std::uint64_t>(
          std::nearbyint(unit_of_real(value.as.f64) * static_cast<double>(last_real_index)));
    case ParameterType::ordinal:
      return static_cast<std::uint64_t>(
          std::lower_bound(numbers, numbers + choices, number_of(value)) - numbers);
    default:
      return static_cast<std::uint64_t>((value.as.i64 - lower) / step);
  }
}

ag_value Knob::at(std::uint64_t index) const {
  if (positions) return integer_value(kind, positions[index]);
  switch (type) {
    case ParameterType::text:
      return initial;
    case ParameterType::real:
      return real_value(
          real_at_unit(static_cast<double>(index) / static_cast<double>(last_real_index)));
    case ParameterType::ordinal:
      return kind == AG_KIND_REAL ? real_value(numbers[index])
                                  : integer_value(kind, static_cast<std::int64_t>(numbers[index]));
    default:
      return integer_value(kind, lower + static_cast<std::int64_t>(index) * step);
  }
}

double Knob::unit_of_real(double value) const {
  if (value <= real_lower) return 0;
  if (value >= real_upper) return 1;
  const double unit = scale == Scale::log ? (portable::log(value) - log_lower) / log_span
                                          : (value - real_lower) / (real_upper - real_lower);
  return std::clamp(unit, 0.0, 1.0);
}

double Knob::real_at_unit(double unit) const {
  if (unit <= 0) return real_lower;
  if (unit >= 1) return real_upper;
  const double value = scale == Scale::log ? portable::exp(std::fma(unit, log_span, log_lower))
                                           : std::fma(unit, real_upper - real_lower, real_lower);
  return std::clamp(value, real_lower, real_upper);
}

double Knob::unit_of(const ag_value& value) const {
  if (type == ParameterType::real) return unit_of_real(value.as.f64);
  if (type == ParameterType::integer && scale == Scale::log) {
    const double low = portable::log(static_cast<double>(value.as.i64));
    const double high = portable::log(static_cast<double>(value.as.i64 + step));
    return ((low - log_lower) + (high - low) / 2) / log_span;
  }
  return (static_cast<double>(index_of(value)) + 0.5) / static_cast<double>(choices);
}

ag_value Knob::at_unit(double unit) const {
  if (type == ParameterType::text) return initial;
  if (type == ParameterType::real) return real_value(real_at_unit(unit));
  const double inside = std::clamp(unit, 0.0, 1.0);
  double cell = inside * static_cast<double>(choices);
  if (type == ParameterType::integer && scale == Scale::log) {
    const double position = portable::exp(std::fma(inside, log_span, log_lower));
    cell = (position - static_cast<double>(lower)) / static_cast<double>(step);
  }
  const auto index = static_cast<std::uint64_t>(std::max(cell, 0.0));
  return at(std::min(index, choices - 1));
}

}  // namespace archgym::host
