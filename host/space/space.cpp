#include "space/space.hpp"

#include "space/data.hpp"
#include "space/dependencies.hpp"

namespace archgym::host {

Space::Data::Data(std::vector<Parameter> all_parameters, std::vector<Constraint> all_constraints)
    : parameters(std::move(all_parameters)), constraints(std::move(all_constraints)) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    Parameter& parameter = parameters[i];
    if (parameter.type == ParameterType::text) {
      // The pointers that came with the parameter belong to somebody else.
      parameter.initial.as.text = keep(parameter.text);
      if (parameter.fixed) parameter.fixed->as.text = keep(parameter.fixed->as.text);
    }
    by_name.emplace(parameter.name, i);
    knobs.push_back(Knob::of(parameter));
    when.push_back(parameter.when ? &*parameter.when : nullptr);
    inert_when.push_back(parameter.inert_when ? &*parameter.inert_when : nullptr);
    if (parameter.fidelity && !parameter.fixed) fidelity = i;
  }
  fill_table();
}

const char* Space::Data::keep(std::string_view text) const {
  const std::lock_guard lock(texts_mutex_);
  auto place = texts_.find(text);
  if (place == texts_.end()) place = texts_.emplace(text).first;
  return place->c_str();
}

Result<std::shared_ptr<const Space::Data>> Space::build(std::vector<Parameter> parameters,
                                                        std::vector<Constraint> constraints) {
  auto data = std::make_shared<Data>(std::move(parameters), std::move(constraints));
  auto order = dependency_order(data->parameters);
  if (!order) return tl::unexpected(order.error());
  data->order = std::move(*order);
  for (const Parameter& parameter : data->parameters) data->initial.push_back(parameter.initial);
  const Space space(data);
  space.canonicalise(data->initial);
  return data;
}

Result<Space> Space::fix(std::size_t parameter, const ag_value& value) const {
  if (!data_->knobs[parameter].holds(value)) {
    return bad_input("parameter '" + data_->parameters[parameter].name +
                     "' cannot be fixed: expected " + allowed_text(parameter));
  }
  std::vector<Parameter> parameters = data_->parameters;
  parameters[parameter].fixed = value;
  auto data = build(std::move(parameters), data_->constraints);
  if (!data) return tl::unexpected(data.error());
  return Space(std::move(*data));
}

const std::vector<Parameter>& Space::parameters() const {
  return data_->parameters;
}
const std::vector<Constraint>& Space::constraints() const {
  return data_->constraints;
}
Point Space::initial() const {
  return data_->initial;
}
std::uint64_t Space::choices(std::size_t parameter) const {
  return data_->knobs[parameter].choices;
}
const ag_space& Space::table() const {
  return data_->table;
}

std::optional<std::size_t> Space::find(std::string_view name) const {
  const auto place = data_->by_name.find(std::string(name));
  if (place == data_->by_name.end()) return std::nullopt;
  return place->second;
}

}  // namespace archgym::host
