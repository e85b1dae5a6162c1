#include "run/problem.hpp"

#include <algorithm>

#include "json/json.hpp"
#include "json/member.hpp"

namespace archgym::host {
namespace json = boost::json;
namespace {

// The parameters as they are declared, at which value the user holds them, and which values a
// named part of the space leaves.
json::array parameters(const Plan& plan) {
  json::array result = list_at(plan.environment.settled, "parameters");
  for (std::size_t i = 0; i < result.size(); ++i) {
    const auto& fixed = (*plan.space)[i].fixed;
    result[i].as_object()["fixed"] = fixed ? plan.space->to_json(i, *fixed) : json::value(nullptr);
    result[i].as_object()["allowed"] = plan.space->allowed_text(i);
  }
  return result;
}

json::object describe(const Plan& plan) {
  json::array objectives, result_constraints;
  for (const auto& objective : plan.objectives) {
    const bool maximized = objective.direction() == Direction::maximize;
    objectives.push_back(json::object{{"text", objective.text()},
                                      {"direction", maximized ? "maximize" : "minimize"},
                                      {"unit", objective.unit()}});
  }
  for (const auto& constraint : plan.constraints) {
    result_constraints.push_back(json::object{{"text", constraint.text()}});
  }
  const auto fidelity = plan.space->fidelity_parameter();
  return {
      {"problem_version", 1},
      {"environment", plan.environment.id},
      {"workload", plan.workload},
      {"config", plan.plugin_config},
      {"parameters", parameters(plan)},
      {"fidelity", fidelity ? json::value((*plan.space)[*fidelity].name) : json::value(nullptr)},
      {"constraints", list_at(plan.environment.settled, "constraints")},
      {"objectives", std::move(objectives)},
      {"result_constraints", std::move(result_constraints)},
      {"budget", to_json(plan.config.budget)},
      {"parallelism", parallelism_of(plan.config)},
      {"seed", plan.config.seed}};
}

}  // namespace

std::uint32_t parallelism_of(const RunConfig& config) {
  return static_cast<std::uint32_t>(std::max<std::uint64_t>(1, config.window / 4));
}

Problem::Problem(const Plan& plan) : json_(compact(describe(plan))) {
  table_.struct_size = sizeof(table_);
  table_.parallelism = parallelism_of(plan.config);
  table_.space = &plan.space->table();
  table_.objective_count = plan.objectives.size();
  table_.constraint_count = plan.constraints.size();
  table_.budget = plan.config.budget.asked.value_or(0);
  table_.json = json_.c_str();
}

}  // namespace archgym::host
