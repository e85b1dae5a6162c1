#include "validate/problem_json.hpp"

#include "json/json.hpp"
#include "validate/agent_session.hpp"

namespace archgym::host::validation {
namespace json = boost::json;
namespace {

constexpr std::string_view type_name(ParameterType type) {
  constexpr std::string_view names[] = {"",     "bool",        "integer", "ordinal", "categorical",
                                        "real", "permutation", "text"};
  return names[static_cast<std::size_t>(type)];
}

void add_values(const Parameter& parameter, json::object& row) {
  switch (parameter.type) {
    case ParameterType::integer:
      row["minimum"] = static_cast<std::int64_t>(parameter.lower);
      row["maximum"] = static_cast<std::int64_t>(parameter.upper);
      row["step"] = parameter.step;
      break;
    case ParameterType::real:
      row["minimum"] = parameter.lower;
      row["maximum"] = parameter.upper;
      break;
    case ParameterType::ordinal:
      row["values"] = json::value_from(parameter.numbers);
      return;
    case ParameterType::categorical:
    case ParameterType::permutation:
      row["values"] = json::value_from(parameter.labels);
      return;
    default:
      return;
  }
  row["scale"] = parameter.scale == Scale::log ? "log" : "linear";
}

json::object describe(const Space& space, std::size_t k) {
  const Parameter& parameter = space[k];
  json::object row{
      {"name", parameter.name},
      {"type", type_name(parameter.type)},
      {"description", parameter.description},
      {"default", space.to_json(k, parameter.initial)},
      {"fixed", parameter.fixed ? space.to_json(k, *parameter.fixed) : json::value(nullptr)},
      {"allowed", space.allowed_text(k)}};
  if (!parameter.unit.empty()) row["unit"] = parameter.unit;
  if (!parameter.when_text.empty()) row["when"] = parameter.when_text;
  if (!parameter.inert_when_text.empty()) row["inert_when"] = parameter.inert_when_text;
  add_values(parameter, row);
  return row;
}

}  // namespace

std::string problem_json(const SearchProblem& problem, std::uint64_t seed) {
  const Space& space = *problem.space;
  json::array parameters, constraints, objectives, result_constraints;
  for (std::size_t k = 0; k < space.size(); ++k) parameters.push_back(describe(space, k));
  for (const Constraint& constraint : space.constraints()) {
    constraints.push_back(
        json::object{{"require", constraint.text}, {"reason", constraint.reason}});
  }
  for (std::uint64_t k = 0; k < problem.objectives; ++k) {
    objectives.push_back(json::object{{"text", "minimize(objective_" + std::to_string(k) + ")"},
                                      {"direction", "minimize"},
                                      {"unit", ""}});
  }
  for (std::uint64_t k = 0; k < problem.constraints; ++k) {
    result_constraints.push_back(
        json::object{{"text", "constraint_" + std::to_string(k) + " <= 0"}});
  }
  json::object budget;
  if (problem.budget > 0) budget["asked"] = problem.budget;
  const auto fidelity = space.fidelity_parameter();
  return compact(json::object{
      {"problem_version", 1},
      {"environment", "org.archgym.validation"},
      {"workload", ""},
      {"config", json::object{}},
      {"parameters", std::move(parameters)},
      {"fidelity", fidelity ? json::value(space[*fidelity].name) : json::value(nullptr)},
      {"constraints", std::move(constraints)},
      {"objectives", std::move(objectives)},
      {"result_constraints", std::move(result_constraints)},
      {"budget", std::move(budget)},
      {"parallelism", problem.parallelism},
      {"seed", seed}});
}

}  // namespace archgym::host::validation
