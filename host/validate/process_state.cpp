#include "validate/process_state.hpp"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cfenv>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>

#include "base/text.hpp"

extern char** environ;

namespace archgym::host::validation {
namespace fs = std::filesystem;
namespace {

std::map<int, std::string> open_descriptors() {
  std::map<int, std::string> found;
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir("/proc/self/fd"), ::closedir);
  while (const dirent* entry = directory ? ::readdir(directory.get()) : nullptr) {
    if (entry->d_name[0] == '.') continue;
    const int number = std::atoi(entry->d_name);
    if (number == ::dirfd(directory.get())) continue;
    std::error_code ignored;
    found[number] = fs::read_symlink(fs::path("/proc/self/fd") / entry->d_name, ignored).string();
  }
  return found;
}

// A line of /proc/self/status, without its name.
std::string status_line(std::string_view name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name)) return std::string(trim(line.substr(name.size())));
  }
  return "";
}

std::vector<struct sigaction> signal_handlers() {
  std::vector<struct sigaction> handlers(31);
  for (std::size_t k = 0; k < handlers.size(); ++k) {
    ::sigaction(static_cast<int>(k) + 1, nullptr, &handlers[k]);
  }
  return handlers;
}

long long output_size() {
  std::fflush(nullptr);
  struct stat status {};
  return ::fstat(STDOUT_FILENO, &status) == 0 && S_ISREG(status.st_mode) ? status.st_size : 0;
}

std::string changed(const std::string& what, const std::string& from, const std::string& to) {
  return from == to ? "" : "changed " + what + " from " + from + " to " + to;
}

std::string changed_environment(const std::vector<std::string>& before,
                                const std::vector<std::string>& after) {
  for (const auto& text : after) {
    if (std::ranges::find(before, text) != before.end()) continue;
    return "set the environment variable " + text.substr(0, text.find('='));
  }
  for (const auto& text : before) {
    if (std::ranges::find(after, text) != after.end()) continue;
    return "removed the environment variable " + text.substr(0, text.find('='));
  }
  return "";
}

std::string changed_handlers(const std::vector<struct sigaction>& before,
                             const std::vector<struct sigaction>& after) {
  for (std::size_t k = 0; k < before.size(); ++k) {
    if (before[k].sa_handler == after[k].sa_handler) continue;
    return "changed what happens on signal " + std::to_string(k + 1) + " (" +
           ::strsignal(static_cast<int>(k) + 1) + ")";
  }
  return "";
}

std::string changed_descriptors(const std::map<int, std::string>& before,
                                const std::map<int, std::string>& after) {
  for (const auto& [number, target] : after) {
    const auto same = before.find(number);
    if (same != before.end() && same->second == target) continue;
    return "left descriptor " + std::to_string(number) + " open: " + target;
  }
  for (const auto& [number, target] : before) {
    if (!after.contains(number)) {
      return "closed descriptor " + std::to_string(number) + ", which is not its own: " + target;
    }
  }
  return "";
}

}  // namespace

ProcessState process_state() {
  ProcessState state;
  std::error_code ignored;
  state.directory = fs::current_path(ignored).string();
  state.locale = std::setlocale(LC_ALL, nullptr);
  state.umask = status_line("Umask:");
  state.rounding = std::fegetround();
  for (char** text = environ; *text; ++text) state.environment.emplace_back(*text);
  state.handlers = signal_handlers();
  state.blocked_signals = status_line("SigBlk:");
  state.descriptors = open_descriptors();
  state.printed = output_size();
  state.threads = std::atoi(status_line("Threads:").c_str());
  return state;
}

std::string difference(const ProcessState& before, const ProcessState& after) {
  const std::string differences[] = {
      changed("the working directory", before.directory, after.directory),
      changed("the locale", before.locale, after.locale),
      changed("the umask", before.umask, after.umask),
      changed("the rounding mode", std::to_string(before.rounding), std::to_string(after.rounding)),
      changed("the blocked signals", before.blocked_signals, after.blocked_signals),
      changed_environment(before.environment, after.environment),
      changed_handlers(before.handlers, after.handlers),
      changed_descriptors(before.descriptors, after.descriptors),
      before.printed == after.printed
          ? ""
          : "printed " + std::to_string(after.printed - before.printed) + " bytes"};
  for (const auto& text : differences) {
    if (!text.empty()) return text;
  }
  return "";
}

}  // namespace archgym::host::validation
