// Agents that are programs: "adapter": "persistent".
#pragma once

#include <archgym/agent.h>

#include <cstdint>
#include <span>

#include "base/result.hpp"
#include "plugin/agent.hpp"

namespace archgym::host {

// Starts the program. `services` and `problem`, whose space must be one of this host, must outlive
// it.
Result<Agent> create_persistent_agent(const HostServices& services, const Manifest& manifest,
                                      const ag_problem& problem,
                                      std::span<const ag_value> hyperparameters,
                                      std::uint64_t seed);

}  // namespace archgym::host
