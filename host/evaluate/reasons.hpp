// Why an evaluation has no result, in words. One place, so that the same thing reads the same way
// wherever it happens.
#pragma once

#include <string>
#include <string_view>

#include "plugin/limits.hpp"

namespace archgym::host {

// "no result after 5 s (timeout_seconds)"
std::string timeout_reason(double seconds);
std::string cpu_time_reason(double seconds);
std::string memory_reason(std::uint64_t used_mebibytes, std::uint64_t limit_mebibytes);

// How a process ended, from the status of waitpid(): "signal 11 (Segmentation fault)",
// "exit code 3".
std::string ending_of(int wait_status);

// "; the last output was: ..." or nothing: the end of what a worker printed, in one line.
std::string last_words(std::string_view output);

}  // namespace archgym::host
