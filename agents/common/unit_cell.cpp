#include "common/unit_cell.hpp"

#include <cmath>

namespace archgym::agents {

UnitCell unit_cell(const Parameter& parameter, std::uint64_t index) {
  const auto choices = static_cast<double>(parameter.choices());
  const auto position = static_cast<double>(index);
  if (!parameter.log_scale() || parameter.choices() < 2) {
    return {position / choices, (position + 1) / choices};
  }
  const double step = (parameter.upper() - parameter.lower()) / (choices - 1);
  const auto coordinate = [&](double number) {
    return std::log(1 + number * step / parameter.lower()) /
           std::log(1 + choices * step / parameter.lower());
  };
  return {coordinate(position), coordinate(position + 1)};
}

}  // namespace archgym::agents
