#include "run/plan.hpp"

#include <archgym/random.hpp>

#include <algorithm>

#include "base/clock.hpp"
#include "base/suggest.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "plugin/discovery.hpp"
#include "run/identity.hpp"

namespace archgym::host {
namespace fs = std::filesystem;
namespace json = boost::json;
namespace {

constexpr std::uint64_t k_default_budget = 1000;

Result<std::string> workload_by_id(const Manifest& environment, const std::string& id) {
  std::vector<std::string> known;
  for (const auto& workload : environment.workloads) {
    if (workload.id == id) return id;
    known.push_back(workload.id);
  }
  if (known.empty()) {
    return bad_input("environment '" + environment.name + "' has no workloads, so '" + id +
                     "' cannot be chosen");
  }
  return bad_input("environment '" + environment.name + "' has no workload '" + id + "'" +
                   suggestion(id, known));
}

Result<std::string> workload_of_file(const Manifest& environment, const std::string& file) {
  if (!environment.workload_file) {
    return bad_input("environment '" + environment.name + "' takes no workload files");
  }
  std::error_code error;
  const fs::path path = fs::canonical(file, error);
  if (error) return bad_input("workload file '" + file + "': " + error.message());
  if (!fs::is_regular_file(path, error)) {
    return bad_input("workload file '" + file + "': not a regular file");
  }
  for (const auto& extension : environment.workload_file->extensions) {
    if (path.string().ends_with(extension)) return path.string();
  }
  return bad_input("workload file '" + file + "': environment '" + environment.name +
                   "' reads files that end in " +
                   join(environment.workload_file->extensions, " or "));
}

void fill_defaults(Plan& plan) {
  RunConfig& config = plan.config;
  const Budget& budget = config.budget;
  if (!budget.asked && !budget.simulated && !budget.seconds) config.budget.asked = k_default_budget;
  if (config.workload.empty() && config.workload_file.empty() &&
      !plan.environment.workloads.empty()) {
    config.workload = plan.environment.workloads.front().id;
  }
  config.objectives.clear();
  for (const auto& objective : plan.objectives) config.objectives.push_back(objective.text());
  config.fixed = {};
  for (std::size_t i = 0; i < plan.space->size(); ++i) {
    const auto& parameter = (*plan.space)[i];
    if (parameter.fixed) config.fixed[parameter.name] = plan.space->to_json(i, *parameter.fixed);
  }
  config.hyperparameters = plan.agent.space->to_json(plan.hyperparameters);
  config.plugin_config = plan.plugin_config;
}

// Every design has the same value of the parameter, or none has any.
bool settled(const Space& space, std::size_t parameter) {
  const auto& when = space[parameter].when;
  if (!space[parameter].fixed) return false;
  return !when || std::ranges::all_of(when->uses(),
                                      [&space](std::size_t each) { return settled(space, each); });
}

// The first constraint that every design breaks, since it is about fixed parameters alone; or
// nullptr.
const Constraint* broken_by_fixed(const Space& space) {
  const Point point = space.initial();
  for (const Constraint& constraint : space.constraints()) {
    std::vector<double> used;
    bool decided = true;
    for (const std::size_t parameter : constraint.require.uses()) {
      // A constraint on a parameter that does not exist holds.
      decided = decided && settled(space, parameter) && point[parameter].kind != AG_KIND_NONE;
      used.push_back(number_of(point[parameter]));
    }
    if (decided && constraint.require.evaluate_used(used) != 1.0) return &constraint;
  }
  return nullptr;
}

}  // namespace

Result<json::object> typed_values(const Space& space, const json::object& values) {
  json::object typed;
  for (const auto& [name, value] : values) {
    const auto parameter = space.find(name);
    if (!parameter) {
      std::vector<std::string> known;
      for (const auto& each : space.parameters()) known.push_back(each.name);
      return bad_input("there is no parameter '" + std::string(name) + "'" +
                       suggestion(name, known));
    }
    if (!value.is_string()) {
      typed[name] = value;
      continue;
    }
    auto parsed = space.parse_value(*parameter, std::string_view(value.as_string()));
    if (!parsed) return tl::unexpected(parsed.error());
    typed[name] = space.to_json(*parameter, *parsed);
  }
  return typed;
}

Result<std::shared_ptr<const Space>> fix_parameters(std::shared_ptr<const Space> space,
                                                    const json::object& fixed) {
  auto typed = typed_values(*space, fixed);
  if (!typed) return tl::unexpected(typed.error());
  for (const auto& [name, value] : *typed) {
    const std::size_t parameter = *space->find(name);
    auto parsed = space->parse_value(parameter, value);
    if (!parsed) return tl::unexpected(parsed.error());
    auto next = space->fix(parameter, *parsed);
    if (!next) return tl::unexpected(next.error());
    space = std::make_shared<const Space>(std::move(*next));
  }
  if (const Constraint* broken = broken_by_fixed(*space)) {
    return bad_input("no design is left to search: what is held breaks the constraint '" +
                     broken->text + "': " + broken->reason);
  }
  return space;
}

std::uint64_t evaluation_seed(std::uint64_t run_seed) {
  return archgym::Random(run_seed, "run.evaluation").bits64();
}

Result<std::string> resolve_workload(const Manifest& environment, const std::string& id,
                                     const std::string& file) {
  if (!id.empty() && !file.empty()) {
    return bad_input("give a workload ('" + id + "') or a workload file ('" + file +
                     "'), not both");
  }
  if (!file.empty()) return workload_of_file(environment, file);
  if (!id.empty()) return workload_by_id(environment, id);
  return default_workload(environment);
}

Result<Plan> make_plan(RunConfig config, const std::vector<fs::path>& directories,
                       const SpaceSource& source) {
  Plan plan;
  auto environment = find_plugin(config.plugin, PluginKind::environment, directories);
  if (!environment) return tl::unexpected(environment.error());
  plan.environment = std::move(*environment);
  auto agent = find_plugin(config.agent, PluginKind::agent, directories);
  if (!agent) return tl::unexpected(agent.error());
  plan.agent = std::move(*agent);

  auto plugin_config = complete_config(plan.environment, config.plugin_config);
  if (!plugin_config) return tl::unexpected(plugin_config.error());
  plan.plugin_config = std::move(*plugin_config);
  auto workload = resolve_workload(plan.environment, config.workload, config.workload_file);
  if (!workload) return tl::unexpected(workload.error());
  plan.workload = std::move(*workload);
  // The path as the environment sees it, so that a run can be resumed from another directory.
  if (!config.workload_file.empty()) config.workload_file = plan.workload;
  if (auto done = settle(plan.environment, plan.plugin_config, plan.workload, source); !done) {
    return tl::unexpected(done.error());
  }

  auto part = space_named(plan.environment, config.space);
  if (!part) return tl::unexpected(part.error());
  auto space = fix_parameters(std::move(*part), config.fixed);
  if (!space) return tl::unexpected(space.error());
  plan.space = std::move(*space);

  auto typed = typed_values(*plan.agent.space, config.hyperparameters);
  if (!typed) return within("agent '" + plan.agent.name + "'", typed.error());
  auto hyperparameters = plan.agent.space->parse(*typed);
  if (!hyperparameters) return within("agent '" + plan.agent.name + "'", hyperparameters.error());
  plan.hyperparameters = std::move(*hyperparameters);

  auto objectives = parse_objectives(config.objectives, plan.environment);
  if (!objectives) return tl::unexpected(objectives.error());
  plan.objectives = std::move(*objectives);
  auto constraints = parse_constraints(config.constraints, plan.environment.metrics);
  if (!constraints) return tl::unexpected(constraints.error());
  plan.constraints = std::move(*constraints);

  plan.evaluation_seed = evaluation_seed(config.seed);
  plan.config = std::move(config);
  fill_defaults(plan);
  if (!plan.agent.uses_fidelity) {
    plan.space = std::make_shared<const Space>(plan.space->at_full_fidelity());
  }
  return plan;
}

json::object describe_plan(const Plan& plan, const Identity& identity) {
  json::object properties{
      {"config", to_json(plan.config)}, {"agent_manifest", plan.agent.text},
      {"workload", plan.workload},      {"evaluation_seed", plan.evaluation_seed},
      {"host_version", k_version},      {"created_at", utc_now()}};
  for (const auto& [key, value] : identity.describe()) properties[key] = value;
  return properties;
}

}  // namespace archgym::host
