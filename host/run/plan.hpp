// A run, checked and complete: everything is known to exist and to fit before the first evaluation.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "plugin/manifest.hpp"
#include "run/config.hpp"
#include "run/objective.hpp"
#include "run/settle.hpp"
#include "run/values.hpp"
#include "space/space.hpp"

namespace archgym::host {

class Identity;

struct Plan {
  RunConfig config;  // complete: nothing is left to a default
  Manifest environment;
  Manifest agent;
  // Of the environment, with what the user fixed. The fidelity is free only if the agent uses it.
  std::shared_ptr<const Space> space;
  boost::json::object plugin_config;  // complete
  std::string workload;               // as an environment receives it: id, absolute path, or ""
  Point hyperparameters;
  std::vector<Objective> objectives;
  std::vector<MetricConstraint> constraints;
  std::uint64_t evaluation_seed = 0;  // of every evaluation; derived from the seed of the run

  Wanted wanted() const { return {objectives, constraints, environment.metrics}; }
};

// Find the plugins in `directories` and check the whole configuration against them. `source` is
// needed for environments whose space depends on the workload or the configuration.
Result<Plan> make_plan(RunConfig config, const std::vector<std::filesystem::path>& directories,
                       const SpaceSource& source = {});

// The parts that do not need an agent, shared with the evaluation of a single design.

// Named values with every text (as typed on a command line) converted to the type of its parameter.
Result<boost::json::object> typed_values(const Space& space, const boost::json::object& values);
Result<std::string> resolve_workload(const Manifest& environment, const std::string& id,
                                     const std::string& file);
// The space with parameters held at values given by name.
Result<std::shared_ptr<const Space>> fix_parameters(std::shared_ptr<const Space> space,
                                                    const boost::json::object& fixed);
std::uint64_t evaluation_seed(std::uint64_t run_seed);

// What a run file records of a plan: configuration, manifests, versions and SHA-256 sums.
boost::json::object describe_plan(const Plan& plan, const Identity& identity);

}  // namespace archgym::host
