// Why an evaluation has no result, in words. One place, so that the same thing reads the same way
// wherever it happens.
#pragma once

#include <string>
#include <string_view>

#include "plugin/limits.hpp"

namespace archgym::host {

// "no result after 5 s (timeout_seconds)"
std::string timeout_reason(double seconds);
// "the plugin was not loaded within 30 s (start_seconds)"
std::string start_reason(double seconds);
std::string cpu_time_reason(double seconds);
std::string memory_reason(std::uint64_t used_mebibytes, std::uint64_t limit_mebibytes);

}  // namespace archgym::host
