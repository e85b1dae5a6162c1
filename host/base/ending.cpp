#include "base/ending.hpp"

#include <sys/wait.h>

#include <cstring>

#include "base/text.hpp"

namespace archgym::host {
namespace {

constexpr std::size_t k_longest_last_words = 400;

}  // namespace

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
  std::string line(trim(output));
  for (char& byte : line) {
    if (byte == '\n' || byte == '\t' || byte == '\r') byte = ' ';
  }
  return line.empty() ? "" : "; the last output was: " + harmless_line(line);
}

}  // namespace archgym::host
