// The adapter "process": a program is run for every evaluation, as a descriptor says.
#pragma once

#include <boost/json.hpp>

#include "base/result.hpp"
#include "plugin/environment.hpp"

namespace archgym::host {

// `services` must outlive it; the config is complete. Finds the program and its version; the error
// says what in the descriptor does not fit.
Result<Environment> create_process_environment(const HostServices& services,
                                               const Manifest& manifest,
                                               const boost::json::object& config);

}  // namespace archgym::host
