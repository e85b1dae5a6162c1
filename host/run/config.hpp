// What a user asks of a run, from the command line, a configuration file or a run file.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "evaluate/make.hpp"

namespace archgym::host {

// When a run ends; whichever limit is reached first. A limit that is not set does not apply.
struct Budget {
  std::optional<std::uint64_t> asked;      // design points that the agent proposed
  std::optional<std::uint64_t> simulated;  // evaluations that the simulator ran
  std::optional<double> seconds;           // wall time, over all sessions of the run
};

// schemas/run.schema.json describes the members, their defaults and their meaning.
struct RunConfig {
  std::string plugin;
  boost::json::object plugin_config;
  std::string workload;
  std::string workload_file;
  std::string space;  // a named part of the space; "": all of it
  std::string agent = "random_walker";
  boost::json::object hyperparameters;
  std::vector<std::string> objectives;
  std::vector<std::string> constraints;
  boost::json::object fixed;
  Budget budget;
  std::uint64_t seed = 1;
  std::uint64_t window = 256;
  bool cache = true;
  Execution execution;
  Limits limits;  // on top of the manifest's
  bool keep_scratch = false;
  std::string out;
};

// Check against the schema; `where` names the file for messages.
Result<RunConfig> run_config_from_json(const boost::json::value& json, std::string_view where);
boost::json::object to_json(const RunConfig& config);

// "1000" (asked), or limits separated by commas: "asked=1000,simulated=500,seconds=60".
Result<Budget> parse_budget(std::string_view text);
boost::json::object to_json(const Budget& budget);

}  // namespace archgym::host
