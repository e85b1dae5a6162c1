#include "evaluate/reasons.hpp"

#include "base/number.hpp"

namespace archgym::host {

std::string timeout_reason(double seconds) {
  return "no result after " + format_real(seconds) + " s (timeout_seconds)";
}

std::string start_reason(double seconds) {
  return "the plugin was not loaded within " + format_real(seconds) + " s (start_seconds)";
}

std::string cpu_time_reason(double seconds) {
  return "used more than " + format_real(seconds) + " s of CPU time (cpu_seconds)";
}

std::string memory_reason(std::uint64_t used_mebibytes, std::uint64_t limit_mebibytes) {
  return "used " + std::to_string(used_mebibytes) + " MiB of memory; the limit is " +
         std::to_string(limit_mebibytes) + " MiB (memory_mebibytes)";
}

}  // namespace archgym::host
