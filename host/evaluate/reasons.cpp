#include "evaluate/reasons.hpp"

#include <sys/wait.h>

#include <cstring>

#include "base/number.hpp"
#include "base/text.hpp"

namespace archgym::host {
namespace {

constexpr std::size_t k_longest_last_words = 400;

}  // namespace

std::string timeout_reason(double seconds) {
  return "no result after " + format_real(seconds) + " s (timeout_seconds)";
}

std::string cpu_time_reason(double seconds) {
  return "used more than " + format_real(seconds) + " s of CPU time (cpu_seconds)";
}

std::string memory_reason(std::uint64_t used_mebibytes, std::uint64_t limit_mebibytes) {
  return "used " + std::to_string(used_mebibytes) + " MiB of memory; the limit is " +
         std::to_string(limit_mebibytes) + " MiB (memory_mebibytes)";
}

std::string ending_of(int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    const int number = WTERMSIG(wait_status);
    return "signal " + std::to_string(number) + " (" + ::strsignal(number) + ")";
  }
  return "exit code " + std::to_string(WEXITSTATUS(wait_status));
}

std::string last_words(std::string_view output) {
  if (output.size() > k_longest_last_words) {
    output.remove_prefix(output.size() - k_longest_last_words);
  }
  std::string line;
  for (const char byte : trim(output)) {
    const auto code = static_cast<unsigned char>(byte);
    line += code < 0x20 ? ' ' : code < 0x7f ? byte : '?';
  }
  return line.empty() ? "" : "; the last output was: " + line;
}

}  // namespace archgym::host
