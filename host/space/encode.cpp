#include <cmath>
#include <limits>

#include "space/data.hpp"

namespace archgym::host {
namespace {

// Invalid for every parameter that is active, and ignored where it is not.
constexpr ag_value no_value{AG_KIND_TEXT, 0, {0}};

}  // namespace

void Space::encode(std::span<const ag_value> point, std::span<double> unit) const {
  for (std::size_t i = 0; i < data_->knobs.size(); ++i) {
    const Knob& knob = data_->knobs[i];
    const bool placed = point[i].kind != AG_KIND_NONE && knob.type != ParameterType::text;
    unit[i] = placed ? knob.unit_of(point[i]) : std::numeric_limits<double>::quiet_NaN();
  }
}

ag_status Space::decode(std::span<const double> unit, std::span<ag_value> point) const {
  if (unit.size() != data_->knobs.size() || point.size() != unit.size()) return AG_E_INVALID;
  for (std::size_t i = 0; i < unit.size(); ++i) {
    point[i] = std::isnan(unit[i]) ? ag_value{} : data_->knobs[i].at_unit(unit[i]);
  }
  return canonicalise(point);
}

void Space::to_indices(std::span<const ag_value> point, std::span<std::uint64_t> indices) const {
  for (std::size_t i = 0; i < data_->knobs.size(); ++i) {
    const bool placed = point[i].kind != AG_KIND_NONE;
    indices[i] = placed ? data_->knobs[i].index_of(point[i]) : Knob::no_index;
  }
}

ag_status Space::from_indices(std::span<const std::uint64_t> indices,
                              std::span<ag_value> point) const {
  if (indices.size() != data_->knobs.size() || point.size() != indices.size()) return AG_E_INVALID;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const Knob& knob = data_->knobs[i];
    const std::uint64_t last = knob.choices == 0 ? Knob::last_real_index : knob.choices - 1;
    if (indices[i] == Knob::no_index) {
      point[i] = ag_value{};
    } else if (indices[i] <= last) {
      point[i] = knob.at(indices[i]);
    } else {
      point[i] = no_value;
    }
  }
  return canonicalise(point);
}

}  // namespace archgym::host
