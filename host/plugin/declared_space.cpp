#include "plugin/declared_space.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "base/suggest.hpp"
#include "json/json.hpp"
#include "json/member.hpp"
#include "json/schemas.hpp"
#include "plugin/constants.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

constexpr const char* k_constants = "constants";

json::value json_number(const Number& number) {
  return parse(number.text(), "number").value_or(nullptr);
}

// Constants of expressions as the members of an object, and back; null: it has no value.
json::object to_json(const std::vector<Variable>& constants) {
  json::object object;
  for (const Variable& each : constants) {
    json::value& value = object[each.name];
    if (!each.constant) continue;
    if (const auto* text = std::get_if<std::string>(&*each.constant)) {
      value = json::string(*text);
    } else if (const Number& number = std::get<Number>(*each.constant);
               each.type == ValueType::boolean) {
      value = number.real() != 0;
    } else {
      value = json_number(number);
    }
  }
  return object;
}

std::vector<Variable> constants_from_json(const json::object& object) {
  std::vector<Variable> constants;
  for (const auto& [name, value] : object) constants.push_back(constant_variable(name, value));
  return constants;
}

Result<Number> number_of_expression(std::string_view text, std::span<const Variable> constants) {
  auto expression = Expression::parse(text, constants, ValueType::number);
  if (!expression) return tl::unexpected(expression.error());
  const Number number = expression->evaluate(std::span<const Number>());
  if (std::isfinite(number.real())) return number;
  return bad_input("'" + std::string(text) + "' is " + number.text());
}

// Bounds and defaults of numbers that are expressions become their values.
Result<void> evaluate_expressions(json::object& parameter, std::span<const Variable> constants) {
  const std::string_view type = parameter.at("type").as_string();
  const bool integer = type == "integer";
  if (!integer && type != "real" && type != "ordinal") return {};
  for (const char* key : {"minimum", "maximum", "default"}) {
    json::value* value = parameter.if_contains(key);
    if (!value || !value->is_string()) continue;
    const std::string where =
        "parameter '" + std::string(parameter.at("name").as_string()) + "': " + key;
    auto number = number_of_expression(std::string_view(value->get_string()), constants);
    if (!number) return within(where, number.error());
    const json::value found = json_number(*number);
    if (integer && !found.is_int64() && !found.is_uint64()) {
      return bad_input(where + ": '" + std::string(value->get_string()) + "' is " + number->text() +
                       ", expected an integer");
    }
    *value = found;
  }
  return {};
}

Result<Space> with_fidelity(const Space& space, const std::string& name) {
  const auto parameter = space.find(name);
  if (parameter) return space.with_fidelity(*parameter);
  std::vector<std::string> known;
  for (const Parameter& each : space.parameters()) known.push_back(each.name);
  return bad_input("fidelity: there is no parameter '" + name + "'" + suggestion(name, known));
}

Result<void> check_names(const Manifest& manifest, const Space& space) {
  if (manifest.kind == PluginKind::environment && space.find("workload")) {
    return bad_input("parameter 'workload': the name stands for the workload in expressions");
  }
  for (const Metric& metric : manifest.metrics) {
    if (!space.find(metric.name)) continue;
    return bad_input("metric '" + metric.name + "' has the name of a parameter");
  }
  return {};
}

Result<std::vector<NamedSpace>> parts_of(const Space& space, const json::array& declarations,
                                         const json::array& constraints,
                                         std::span<const Variable> constants) {
  std::vector<NamedSpace> parts;
  for (const json::value& value : declarations) {
    const json::object& declared = value.as_object();
    const std::string id = text_at(declared, "id");
    for (const NamedSpace& other : parts) {
      if (other.id == id) return bad_input("space '" + id + "' is declared twice");
    }
    auto part =
        space.narrow(declared.at("parameters").as_object()).and_then([&](const Space& narrowed) {
          return narrowed.with_constraints(constraints, constants);
        });
    if (!part) return within("space '" + id + "'", part.error());
    parts.push_back(
        {id, text_at(declared, "description"), std::make_shared<const Space>(std::move(*part))});
  }
  return parts;
}

// From a declaration without expressions in bounds and defaults. Constraints come last: defaults
// may break them.
Result<void> build(Manifest& manifest, json::object settled, std::span<const Variable> constants) {
  const json::array& constraints = list_at(settled, "constraints");
  auto free = Space::from_json(list_at(settled, "parameters"), {});
  if (!free) return tl::unexpected(free.error());
  if (auto names = check_names(manifest, *free); !names) return names;
  if (const std::string fidelity = text_at(settled, "fidelity"); !fidelity.empty()) {
    free = with_fidelity(*free, fidelity);
    if (!free) return tl::unexpected(free.error());
  }
  auto space = free->with_constraints(constraints, constants);
  if (!space) return tl::unexpected(space.error());
  auto parts = parts_of(*free, list_at(settled, "spaces"), constraints, constants);
  if (!parts) return tl::unexpected(parts.error());
  manifest.space = std::make_shared<const Space>(std::move(*space));
  manifest.spaces = std::move(*parts);
  manifest.settled = std::move(settled);
  return {};
}

Result<void> check_default_design(const Space& space) {
  const Constraint* broken = space.broken(space.initial());
  if (!broken) return {};
  return bad_input("the default design breaks the constraint " + broken->text + ": " +
                   broken->reason);
}

}  // namespace

Result<json::object> check_declaration(const json::value& answer, std::string_view where) {
  if (auto valid = space_schema().validate(answer, where); !valid) {
    return tl::unexpected(valid.error());
  }
  return answer.as_object();
}

Result<void> settle_space(Manifest& manifest, const json::object& config,
                          const std::string& workload) {
  auto constants = constants_of(manifest, config, workload);
  if (!constants) return tl::unexpected(constants.error());
  json::object settled = manifest.declared;
  if (json::value* parameters = settled.if_contains("parameters")) {
    for (json::value& parameter : parameters->as_array()) {
      if (auto done = evaluate_expressions(parameter.as_object(), *constants); !done) return done;
    }
  }
  settled[k_constants] = to_json(*constants);
  return build(manifest, std::move(settled), *constants);
}

Result<void> take_settled_space(Manifest& manifest, json::object settled) try {
  const auto constants = constants_from_json(object_at(settled, k_constants));
  return build(manifest, std::move(settled), constants);
} catch (const std::exception& error) {
  return failure(std::string("the space does not have the form of a declaration: ") + error.what());
}

Result<void> check_default_designs(const Manifest& manifest) {
  if (auto done = check_default_design(*manifest.space); !done) return done;
  for (const NamedSpace& part : manifest.spaces) {
    if (auto done = check_default_design(*part.space); !done) {
      return within("space '" + part.id + "'", done.error());
    }
  }
  return {};
}

}  // namespace archgym::host
