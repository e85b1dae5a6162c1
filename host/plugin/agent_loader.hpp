// The host's side of agent_loader.h: agents that run other agents.
#pragma once

#include <archgym/agent_loader.h>

namespace archgym::host {

// The table behind AG_HOST_AGENTS_ID. Finds agents in plugin_directories(); the ag_host that its
// functions are given must be the table of a HostServices. [any-thread]
const ag_host_agents& agent_loader();

}  // namespace archgym::host
