// Options that several commands share.
#pragma once

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "evaluate/make.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

// Which environment, how it is configured, and what it runs.
struct EnvironmentOptions {
  std::string plugin;
  std::vector<std::string> config;  // files and name=value settings, as given
  std::string workload;
  std::string workload_file;
  std::string space;
};

void add_environment_options(CLI::App& command, EnvironmentOptions& options,
                             const std::string& config_help);

// --seed, from 0 to 2^63-1: what every part of a run keeps exactly.
CLI::Option* add_seed_option(CLI::App& command, std::uint64_t& seed, const std::string& help);

// Where and within which limits evaluations run.
struct ExecutionOptions {
  std::string isolation;
  std::uint64_t jobs = 1;
  std::vector<std::string> limits;
  bool keep_scratch = false;
};

void add_execution_options(CLI::App& command, ExecutionOptions& options);

// What was given on the command line, laid over the members of a configuration.
Result<void> apply(const ExecutionOptions& options, const CLI::App& command, Execution& execution,
                   Limits& limits, bool& keep_scratch);

// "name=value" texts as an object of strings. `option` names the option in messages. A name that
// appears twice is an error.
Result<boost::json::object> assignments(const std::vector<std::string>& texts,
                                        std::string_view option);

// "name=value" settings of a plugin's configuration laid over `config`. A dot reaches into an
// object. A value is text where the plugin's schema says so, and JSON where it reads as such.
Result<boost::json::object> with_settings(const Manifest& environment, boost::json::object config,
                                          const std::vector<std::string>& settings);

// The complete configuration of a plugin from the texts of --config: files, which replace `config`,
// and settings laid over it.
Result<boost::json::object> plugin_config(const Manifest& environment,
                                          const std::vector<std::string>& texts,
                                          boost::json::object config = {});

inline bool is_setting(const std::string& text) {
  return text.find('=') != std::string::npos;
}

}  // namespace archgym::host
