// A part of a space: fewer values of some parameters, the others held at their defaults.
#include <algorithm>
#include <cmath>

#include "base/number.hpp"
#include "base/suggest.hpp"
#include "json/json.hpp"
#include "space/data.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

std::vector<std::string> names_of(const std::vector<Parameter>& parameters) {
  std::vector<std::string> names;
  names.reserve(parameters.size());
  for (const Parameter& parameter : parameters) names.push_back(parameter.name);
  return names;
}

Result<void> narrow_range(const Knob& knob, const json::object& change, Parameter& parameter) {
  const bool integer = parameter.type == ParameterType::integer;
  if (!integer && parameter.type != ParameterType::real) {
    return bad_input("only an integer or a real has a minimum and a maximum");
  }
  const auto bound = [&](const char* key, double& end) -> Result<void> {
    const json::value* given = change.if_contains(key);
    if (!given) return {};
    const auto number = given->to_number<double>();
    const bool fits = !integer || (number == std::trunc(number) && std::abs(number) <= 0x1p53);
    if (!fits)
      return bad_input(std::string(key) + " " + format_real(number) + " is not an integer");
    const ag_value value = integer ? integer_value(AG_KIND_INT, static_cast<std::int64_t>(number))
                                   : real_value(number);
    if (!knob.holds(value)) {
      return bad_input(std::string(key) + " " + format_real(number) +
                       " is not a value of the parameter");
    }
    end = number;
    return {};
  };
  if (auto done = bound("minimum", parameter.lower); !done) return done;
  if (auto done = bound("maximum", parameter.upper); !done) return done;
  if (parameter.lower <= parameter.upper) return {};
  return bad_input("minimum " + format_real(parameter.lower) + " is greater than maximum " +
                   format_real(parameter.upper));
}

Result<void> keep_values(const std::vector<ag_value>& values, Parameter& parameter) {
  switch (parameter.type) {
    case ParameterType::integer:
      parameter.type = ParameterType::ordinal;
      parameter.integral = true;
      [[fallthrough]];
    case ParameterType::ordinal: {
      // Whether they are integers stays as it was: the kind of the values depends on it.
      parameter.numbers.clear();
      for (const ag_value& value : values) {
        parameter.numbers.push_back(value.kind == AG_KIND_REAL ? value.as.f64
                                                               : static_cast<double>(value.as.i64));
      }
      if (std::ranges::adjacent_find(parameter.numbers, std::greater_equal<>()) !=
          parameter.numbers.end()) {
        return bad_input("values must ascend");
      }
      parameter.scale = Scale::linear;
      return {};
    }
    case ParameterType::categorical:
      parameter.allowed.clear();
      for (const ag_value& value : values) parameter.allowed.push_back(value.as.i64);
      std::ranges::sort(parameter.allowed);
      if (std::ranges::adjacent_find(parameter.allowed) != parameter.allowed.end()) {
        return bad_input("a value appears twice");
      }
      return {};
    default:
      return bad_input("only an integer, an ordinal or a categorical parameter has values");
  }
}

// `whole` knows the values that there are to choose from.
Result<void> narrow_parameter(const Space& whole, std::size_t i, const Knob& knob,
                              const json::object& change, Parameter& parameter) {
  const json::value* listed = change.if_contains("values");
  if (listed && (change.contains("minimum") || change.contains("maximum"))) {
    return bad_input("values cannot be combined with a minimum or a maximum");
  }
  if (!listed) {
    if (!change.contains("minimum") && !change.contains("maximum")) return {};
    return narrow_range(knob, change, parameter);
  }
  std::vector<ag_value> values;
  for (const json::value& each : listed->as_array()) {
    auto value = whole.parse_value(i, each);
    if (!value) return tl::unexpected(value.error());
    values.push_back(*value);
  }
  return keep_values(values, parameter);
}

}  // namespace

Result<Space> Space::narrow(const json::object& searched) const {
  std::vector<Parameter> parameters = data_->parameters;
  for (const auto& [name, change] : searched) {
    const auto i = find(name);
    if (!i) {
      return bad_input("there is no parameter '" + std::string(name) + "'" +
                       suggestion(name, names_of(parameters)));
    }
    const std::string where = "parameter '" + std::string(name) + "'";
    auto done = narrow_parameter(*this, *i, data_->knobs[*i], change.as_object(), parameters[*i]);
    if (!done) return within(where, done.error());
  }
  for (Parameter& parameter : parameters) {
    if (!searched.contains(parameter.name) && !parameter.fidelity)
      parameter.fixed = parameter.initial;
  }
  // Defaults are read by the part, which knows what is left.
  auto draft = build(parameters, data_->constraints);
  if (!draft) return tl::unexpected(draft.error());
  const Space part(*draft);
  for (const auto& [name, change] : searched) {
    const std::size_t i = *find(name);
    const json::value* given = change.as_object().if_contains("default");
    auto initial = part.parse_value(i, given ? *given : to_json(i, parameters[i].initial));
    if (!initial) return within("default value", initial.error());
    parameters[i].initial = *initial;
  }
  auto data = build(std::move(parameters), data_->constraints);
  if (!data) return tl::unexpected(data.error());
  Space space(std::move(*data));
  if (const Constraint* constraint = space.broken(space.data_->initial)) {
    return bad_input("the default design breaks the constraint " + constraint->text + ": " +
                     constraint->reason);
  }
  return space;
}

}  // namespace archgym::host
