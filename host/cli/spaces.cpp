#include "cli/spaces.hpp"

#include <utility>

#include "cli/log.hpp"
#include "cli/signals.hpp"
#include "evaluate/ask_for_space.hpp"

namespace archgym::host {

SpaceSource ask_environment(Execution execution) {
  return [execution = std::move(execution)](
             const Manifest& environment, const boost::json::object& config,
             const std::string& workload) -> Result<boost::json::object> {
    const HostServices services(plugin_log());
    EvaluationSetup setup;
    setup.services = &services;
    setup.manifest = &environment;
    setup.config = config;
    setup.workload = workload;
    setup.cancel = &stop_on_signals();
    return ask_for_space(std::move(setup), execution);
  };
}

}  // namespace archgym::host
