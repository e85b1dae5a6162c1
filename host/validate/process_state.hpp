// What a plugin must leave as it is (AG-ABI-4), and what it may leave behind.
#pragma once

#include <csignal>
#include <map>
#include <string>
#include <vector>

namespace archgym::host::validation {

struct ProcessState {
  std::string directory, locale, umask;
  int rounding = 0;
  std::vector<std::string> environment;
  std::vector<struct sigaction> handlers;  // of signal 1, 2, ...
  std::string blocked_signals;
  std::map<int, std::string> descriptors;  // number: what it refers to
  long long printed = 0;                   // bytes on standard output, where that is a file
  int threads = 0;
};

// Of this process; rounding mode and blocked signals are those of the calling thread.
ProcessState process_state();

// What changed, in words that follow "the plugin", such as "changed the working directory from /a
// to /b"; "" when nothing did. Threads are not compared.
std::string difference(const ProcessState& before, const ProcessState& after);

}  // namespace archgym::host::validation
