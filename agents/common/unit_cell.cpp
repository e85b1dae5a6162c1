#include "common/unit_cell.hpp"

#include <algorithm>
#include <archgym/portable.hpp>
#include <cmath>

namespace archgym::agents {

namespace {

// A logarithmic axis: with r = step / lower, the value of index k starts at
// log(1 + k r) / log(1 + choices r).
double log_ratio(const Parameter& parameter) {
  const double step =
      (parameter.upper() - parameter.lower()) / static_cast<double>(parameter.choices() - 1);
  return step / parameter.lower();
}

bool logarithmic(const Parameter& parameter) {
  return parameter.log_scale() && parameter.choices() > 1;
}

}  // namespace

UnitCell unit_cell(const Parameter& parameter, std::uint64_t index) {
  const auto choices = static_cast<double>(parameter.choices());
  const auto position = static_cast<double>(index);
  if (!logarithmic(parameter)) return {position / choices, (position + 1) / choices};
  const double ratio = log_ratio(parameter);
  const double span = portable::log1p(choices * ratio);
  return {portable::log1p(position * ratio) / span, portable::log1p((position + 1) * ratio) / span};
}

std::uint64_t unit_index(const Parameter& parameter, double coordinate) {
  const auto choices = static_cast<double>(parameter.choices());
  const double inside = std::clamp(coordinate, 0.0, 1.0);
  double position = inside * choices;
  if (logarithmic(parameter)) {
    const double ratio = log_ratio(parameter);
    position = portable::expm1(inside * portable::log1p(choices * ratio)) / ratio;
  }
  return std::min(static_cast<std::uint64_t>(position), parameter.choices() - 1);
}

}  // namespace archgym::agents
