#include "space/data.hpp"

namespace archgym::host {

ag_status Space::canonicalise(std::span<ag_value> point) const {
  const Data& data = *data_;
  if (point.size() != data.knobs.size()) return AG_E_INVALID;
  for (const std::size_t i : data.order) {
    const Knob& knob = data.knobs[i];
    ag_value& value = point[i];
    if (!data.active(i, point.data())) {
      value = ag_value{};
    } else if (knob.is_fixed) {
      value = knob.fixed;
    } else if (value.kind != AG_KIND_NONE && !knob.holds(value)) {
      return AG_E_INVALID;
    } else if (value.kind == AG_KIND_NONE || data.inert(i, point.data())) {
      value = knob.initial;
    } else {
      value.flags = 0;
      if (value.kind == AG_KIND_REAL) value.as.f64 += 0.0;  // -0 becomes 0
    }
  }
  return broken(point) == nullptr ? AG_OK : AG_INFEASIBLE;
}

bool Space::Data::met(const Constraint& constraint, const ag_value* point) {
  for (const std::size_t i : constraint.require.uses()) {
    if (point[i].kind == AG_KIND_NONE) return true;
  }
  return is_true(constraint.require, point);
}

const Constraint* Space::broken(std::span<const ag_value> point) const {
  for (const Constraint& constraint : data_->constraints) {
    if (!Data::met(constraint, point.data())) return &constraint;
  }
  return nullptr;
}

}  // namespace archgym::host
