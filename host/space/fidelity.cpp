// The parameter that sets how exact, and how expensive, an evaluation is.
#include "base/number.hpp"
#include "space/data.hpp"

namespace archgym::host {

Result<Space> Space::with_fidelity(std::size_t parameter) const {
  const Parameter& chosen = data_->parameters[parameter];
  const auto refused = [&](const std::string& why) {
    return bad_input("fidelity: parameter '" + chosen.name + "' " + why);
  };
  const Knob& knob = data_->knobs[parameter];
  if (chosen.type != ParameterType::integer && chosen.type != ParameterType::ordinal) {
    return refused("must be an integer or ordinal parameter");
  }
  if (chosen.when || chosen.inert_when) return refused("must not depend on a condition");
  if (knob.choices < 2) return refused("has one value only, expected a full one and smaller ones");
  if (!(number_of(knob.at(0)) > 0)) {
    return refused("has the value " + format_real(number_of(knob.at(0))) +
                   ", but every fidelity is greater than 0");
  }
  if (knob.index_of(knob.initial) != knob.choices - 1) {
    return refused("needs its greatest value, the full fidelity, as default: " +
                   format_real(number_of(knob.at(knob.choices - 1))));
  }
  std::vector<Parameter> parameters = data_->parameters;
  parameters[parameter].fidelity = true;
  auto data = build(std::move(parameters), data_->constraints);
  if (!data) return tl::unexpected(data.error());
  return Space(std::move(*data));
}

std::optional<std::size_t> Space::fidelity_parameter() const {
  return data_->fidelity;
}

Space Space::at_full_fidelity() const {
  if (!data_->fidelity) return *this;
  // A declared default can always be fixed.
  return fix(*data_->fidelity, data_->parameters[*data_->fidelity].initial).value();
}

double Space::fidelity(std::span<const ag_value> point) const {
  if (!data_->fidelity) return 1;
  return number_of(point[*data_->fidelity]) /
         number_of(data_->parameters[*data_->fidelity].initial);
}

}  // namespace archgym::host
