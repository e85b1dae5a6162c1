#include "plugin/agent_loader.hpp"

#include <archgym/error.hpp>
#include <utility>

#include "plugin/agent.hpp"

namespace archgym::host {
namespace {

bool has_free_fidelity(const ag_space& space) {
  for (std::uint64_t k = 0; k < space.parameter_count; ++k) {
    if (space.parameters[k]->fidelity != 0 && space.parameters[k]->fixed == 0) return true;
  }
  return false;
}

// Why the agent cannot be run by another one; empty when it can.
std::string obstacle(const Manifest& manifest, const ag_problem& problem) {
  if (manifest.adapter != Adapter::none) {
    return "agent '" + manifest.name +
           "' is a program of its own (adapter 'persistent'), so other agents cannot run it";
  }
  if (manifest.concurrency == Concurrency::process) {
    return "agent '" + manifest.name +
           "' allows one instance per process (concurrency 'process'), so other agents cannot run "
           "it";
  }
  if (!manifest.uses_fidelity && has_free_fidelity(*problem.space)) {
    return "agent '" + manifest.name +
           "' does not use fidelities, but the problem has a free fidelity parameter";
  }
  return "";
}

ag_status create(const ag_host* host, const char* name, const ag_problem* problem,
                 std::uint64_t seed, const ag_agent_factory** factory, ag_agent** out,
                 ag_error* error) noexcept {
  return archgym::detail::guarded(error, [&]() -> ag_status {
    if (!host || !name || !problem || !factory || !out) {
      throw InvalidArgument("a pointer is NULL");
    }
    const auto& services = *static_cast<const HostServices*>(host->ctx);
    const auto found = services.agent(name);
    if (!found) throw InvalidArgument(found.error().message);
    const Manifest& manifest = **found;
    if (const std::string why = obstacle(manifest, *problem); !why.empty()) {
      throw Unsupported(why);
    }
    auto agent = Agent::create(services, manifest, *problem, manifest.space->initial(), seed);
    if (!agent && agent.error().fault == Fault::input) throw Unsupported(agent.error().message);
    if (!agent) throw InstanceDead(agent.error().message);
    *factory = &agent->factory();
    *out = std::move(*agent).release();
    return AG_OK;
  });
}

}  // namespace

const ag_host_agents& agent_loader() {
  static constexpr ag_host_agents table = {sizeof(ag_host_agents), 0, create};
  return table;
}

}  // namespace archgym::host
