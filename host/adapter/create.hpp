// Instances of plugins, whether a library of their own or an adapter of the host is behind them.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <span>

#include "base/result.hpp"
#include "plugin/agent.hpp"
#include "plugin/environment.hpp"

namespace archgym::host {

// An instance with a complete config (see complete_config()). `services` must outlive it.
Result<Environment> create_environment(const HostServices& services, const Manifest& manifest,
                                       const boost::json::object& config);

// The space that the environment answers with for this workload, checked against the schema: only
// where the manifest says that it depends on something. Makes an instance for it.
Result<boost::json::object> ask_for_space(const HostServices& services, const Manifest& manifest,
                                          const boost::json::object& config,
                                          const std::string& workload, ag_ctx& call);

// `services` and `problem` must outlive it.
Result<Agent> create_agent(const HostServices& services, const Manifest& manifest,
                           const ag_problem& problem, std::span<const ag_value> hyperparameters,
                           std::uint64_t seed);

// What a run of the plugin depends on besides its manifest, as a path: its library; the program or
// the library that its adapter uses, wherever that is found. The config is complete.
Result<std::filesystem::path> code_of(const Manifest& manifest, const boost::json::object& config);

}  // namespace archgym::host
