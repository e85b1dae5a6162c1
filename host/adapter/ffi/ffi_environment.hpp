// The ffi adapter: a C function of any shared library as an environment.
#pragma once

#include <boost/json.hpp>
#include <memory>

#include "adapter/adapted_environment.hpp"

namespace archgym::host {

// The config is complete; `services` must outlive it. Loads the library, compares the functions
// with its debug information and checks the examples of the manifest.
Result<Environment> create_ffi_environment(const HostServices& services, const Manifest& manifest,
                                           const boost::json::object& config);

// Without the examples.
Result<std::unique_ptr<AdaptedEnvironment>> adapt_function(const HostServices& services,
                                                           const Manifest& manifest,
                                                           const boost::json::object& config);

}  // namespace archgym::host
