// Environments that are programs: "adapter": "persistent".
#pragma once

#include <boost/json.hpp>

#include "base/result.hpp"
#include "plugin/environment.hpp"

namespace archgym::host {

// Starts the program. `services` must outlive it.
Result<Environment> create_persistent_environment(const HostServices& services,
                                                  const Manifest& manifest,
                                                  const boost::json::object& config);

// The space of a workload, as the program answers. `services` must outlive the call.
Result<boost::json::value> persistent_space(const HostServices& services, const Manifest& manifest,
                                            const boost::json::object& config,
                                            const std::string& workload, const ag_ctx& call);

}  // namespace archgym::host
