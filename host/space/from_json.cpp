// A space from the declarations of a manifest.
#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "base/number.hpp"
#include "base/text.hpp"
#include "json/json.hpp"
#include "space/data.hpp"
#include "space/permutation.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

// Integers beyond this have no exact double, which expressions and the unit cube work with.
constexpr double largest_integer = 0x1p53;
// Beyond this the cells of a logarithmic axis are too narrow for a double to tell apart.
constexpr double largest_log_integer = 1e12;

std::string text_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value ? std::string(value->as_string()) : std::string();
}

ParameterType type_of(std::string_view name) {
  if (name == "bool") return ParameterType::boolean;
  if (name == "integer") return ParameterType::integer;
  if (name == "ordinal") return ParameterType::ordinal;
  if (name == "categorical") return ParameterType::categorical;
  if (name == "real") return ParameterType::real;
  return name == "permutation" ? ParameterType::permutation : ParameterType::text;
}

// What the type needs beyond name and description. The message does not name the parameter.
Result<void> read_range(const json::object& object, Parameter& parameter) {
  parameter.lower = object.at("minimum").to_number<double>();
  parameter.upper = object.at("maximum").to_number<double>();
  if (text_at(object, "scale") == "log") parameter.scale = Scale::log;
  const std::string lower = format_real(parameter.lower), upper = format_real(parameter.upper);
  if (parameter.lower > parameter.upper) {
    return bad_input("minimum " + lower + " is greater than maximum " + upper);
  }
  if (!std::isfinite(parameter.upper - parameter.lower)) {
    return bad_input("the range from " + lower + " to " + upper + " is too wide");
  }
  const bool integer = parameter.type == ParameterType::integer;
  // Subnormal numbers have no portable logarithm.
  if (parameter.scale == Scale::log &&
      parameter.lower < (integer ? 1 : std::numeric_limits<double>::min())) {
    return bad_input("scale 'log' needs a minimum above 0, found " + lower);
  }
  if (!integer) return {};
  const double largest = parameter.scale == Scale::log ? largest_log_integer : largest_integer;
  if (parameter.lower < -largest || parameter.upper > largest) {
    return bad_input("the range from " + lower + " to " + upper + " exceeds " +
                     format_real(largest));
  }
  if (const json::value* step = object.if_contains("step")) {
    parameter.step = step->to_number<std::int64_t>();
    if (static_cast<double>(parameter.step) > largest) return bad_input("step is too large");
  }
  return {};
}

Result<void> read_values(const json::object& object, Parameter& parameter) {
  const json::array& values = object.at("values").as_array();
  if (parameter.type == ParameterType::ordinal) {
    for (const json::value& value : values) {
      parameter.numbers.push_back(value.to_number<double>() + 0.0);
    }
    const auto& numbers = parameter.numbers;
    const auto fall = std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>());
    if (fall != numbers.end()) {
      return bad_input("values must ascend, but " + format_real(*fall) + " is followed by " +
                       format_real(*(fall + 1)));
    }
    parameter.integral = std::all_of(numbers.begin(), numbers.end(), [](double number) {
      return number == std::trunc(number) && std::abs(number) <= largest_integer;
    });
    return {};
  }
  std::unordered_set<std::string_view> labels;
  for (const json::value& value : values) {
    const std::string_view label = value.as_string();
    if (!labels.insert(label).second) {
      return bad_input("'" + std::string(label) + "' appears twice in values");
    }
    parameter.labels.emplace_back(label);
  }
  if (parameter.type == ParameterType::permutation &&
      parameter.labels.size() > max_permutation_items) {
    return bad_input("a permutation has at most " + std::to_string(max_permutation_items) +
                     " items, found " + std::to_string(parameter.labels.size()));
  }
  return {};
}

Result<Parameter> read_parameter(const json::object& object) {
  Parameter parameter;
  parameter.name = text_at(object, "name");
  parameter.type = type_of(text_at(object, "type"));
  parameter.unit = text_at(object, "unit");
  parameter.description = text_at(object, "description");
  parameter.when_text = text_at(object, "when");
  parameter.inert_when_text = text_at(object, "inert_when");
  Result<void> read;
  switch (parameter.type) {
    case ParameterType::integer:
    case ParameterType::real:
      read = read_range(object, parameter);
      break;
    case ParameterType::ordinal:
    case ParameterType::categorical:
    case ParameterType::permutation:
      read = read_values(object, parameter);
      break;
    case ParameterType::text:
      parameter.text = text_at(object, "default");
      break;
    case ParameterType::boolean:
      break;
  }
  if (!read) return within("parameter '" + parameter.name + "'", read.error());
  return parameter;
}

Result<std::optional<Expression>> read_condition(const std::string& text,
                                                 const std::vector<Variable>& variables,
                                                 const Parameter& parameter, const char* key) {
  if (text.empty()) return std::nullopt;
  auto expression = Expression::parse(text, variables, ValueType::boolean);
  if (!expression) {
    return within("parameter '" + parameter.name + "': " + key, expression.error());
  }
  return std::optional(std::move(*expression));
}

constexpr std::string_view reserved[] = {"or", "and", "not", "in", "true", "false"};

Result<std::vector<Parameter>> read_parameters(const json::array& declarations) {
  std::vector<Parameter> parameters;
  std::vector<Variable> variables;
  std::unordered_set<std::string> names;
  for (const json::value& declaration : declarations) {
    auto parameter = read_parameter(declaration.as_object());
    if (!parameter) return tl::unexpected(parameter.error());
    const std::string& name = parameter->name;
    if (std::find(std::begin(reserved), std::end(reserved), name) != std::end(reserved)) {
      return bad_input("parameter '" + name + "': the name is a word of the expression language");
    }
    // Whatever the case: they become columns of a table, whose names ignore it.
    if (!names.insert(lower_case(name)).second) {
      return bad_input("parameter '" + name + "' is declared twice");
    }
    variables.push_back(variable_of(*parameter));
    parameters.push_back(std::move(*parameter));
  }
  for (Parameter& parameter : parameters) {
    auto when = read_condition(parameter.when_text, variables, parameter, "when");
    if (!when) return tl::unexpected(when.error());
    auto inert = read_condition(parameter.inert_when_text, variables, parameter, "inert_when");
    if (!inert) return tl::unexpected(inert.error());
    parameter.when = std::move(*when);
    parameter.inert_when = std::move(*inert);
  }
  return parameters;
}

// What a constraint may use.
std::vector<Variable> names_of(const std::vector<Parameter>& parameters,
                               std::span<const Variable> constants) {
  std::vector<Variable> variables;
  variables.reserve(parameters.size() + constants.size());
  for (const Parameter& parameter : parameters) variables.push_back(variable_of(parameter));
  variables.insert(variables.end(), constants.begin(), constants.end());
  return variables;
}

Result<std::vector<Constraint>> read_constraints(const json::array& declarations,
                                                 const std::vector<Variable>& variables) {
  std::vector<Constraint> constraints;
  for (std::size_t i = 0; i < declarations.size(); ++i) {
    const json::object& object = declarations[i].as_object();
    const std::string text = text_at(object, "require");
    auto require = Expression::parse(text, variables, ValueType::boolean);
    if (!require) return within("constraints[" + std::to_string(i) + "].require", require.error());
    constraints.push_back({std::move(*require), text, text_at(object, "reason")});
  }
  return constraints;
}

}  // namespace

Result<Space> Space::from_json(const json::array& parameter_declarations,
                               const json::array& constraint_declarations) try {
  auto parameters = read_parameters(parameter_declarations);
  if (!parameters) return tl::unexpected(parameters.error());
  auto constraints = read_constraints(constraint_declarations, names_of(*parameters, {}));
  if (!constraints) return tl::unexpected(constraints.error());

  // Defaults are read like any other value, by a space that has none yet.
  auto draft = build(*parameters, *constraints);
  if (!draft) return tl::unexpected(draft.error());
  const Space reader(*draft);
  for (std::size_t i = 0; i < parameters->size(); ++i) {
    const json::object& declaration = parameter_declarations[i].as_object();
    auto initial = reader.parse_value(i, declaration.at("default"));
    if (!initial) return within("default value", initial.error());
    (*parameters)[i].initial = *initial;
  }
  auto data = build(std::move(*parameters), std::move(*constraints));
  if (!data) return tl::unexpected(data.error());
  Space space(std::move(*data));
  if (const Constraint* broken = space.broken(space.data_->initial)) {
    return bad_input("the default design breaks the constraint " + broken->text + ": " +
                     broken->reason);
  }
  return space;
} catch (const std::exception& error) {
  return bad_input(std::string("the parameters do not have the form of the schema: ") +
                   error.what());
}

Result<Space> Space::from_json(const json::array& parameters, const json::array& constraints,
                               std::string_view where) {
  auto space = from_json(parameters, constraints);
  if (!space) return within(where, space.error());
  return space;
}

Result<Space> Space::with_constraints(const json::array& declarations,
                                      std::span<const Variable> constants) const {
  auto constraints = read_constraints(declarations, names_of(data_->parameters, constants));
  if (!constraints) return tl::unexpected(constraints.error());
  auto data = build(data_->parameters, std::move(*constraints));
  if (!data) return tl::unexpected(data.error());
  return Space(std::move(*data));
}

}  // namespace archgym::host
