// The member `space` of a process descriptor: a program that prints the space of a workload.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "base/result.hpp"
#include "plugin/host_services.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

// What the program prints on its standard output, as JSON. The config is complete.
Result<boost::json::value> printed_space(const Manifest& manifest,
                                         const boost::json::object& config,
                                         const std::string& workload, const ag_ctx& call);

}  // namespace archgym::host
