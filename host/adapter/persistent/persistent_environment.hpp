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

}  // namespace archgym::host
