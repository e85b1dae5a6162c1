// How instances begin whose program is kept running.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <string_view>

#include "base/result.hpp"
#include "plugin/host_services.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

// Version of the protocol, docs/persistent-programs.md.
inline constexpr int k_protocol = 1;

// Where the lines go that the program prints on its standard error: to the log, for debugging.
std::function<void(std::string_view)> log_of(const HostServices& services,
                                             const Manifest& manifest);

// Throws InvalidArgument when the answer to `create` is a refusal.
void check_created(const boost::json::object& answer);

// What `create` throws as an error.
Result<void> created(const std::function<void()>& create);

}  // namespace archgym::host
