#include "runner/executable.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "error.hpp"

namespace dramsys {
namespace {

namespace fs = std::filesystem;

bool is_program(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets variables
  return value == nullptr ? "" : value;
}

// The first program of this name on the PATH, or an empty path.
fs::path on_path(const std::string& name) {
  const std::string path = variable("PATH");
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    fs::path candidate = fs::path(rest.substr(0, end)) / name;
    if (candidate.is_absolute() && is_program(candidate)) return candidate;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

fs::path named(const std::string& text, const std::string& where) {
  if (text.find('/') == std::string::npos) {
    fs::path found = on_path(text);
    if (!found.empty()) return found;
    throw InputError(where + ": there is no program '" + text + "' on the PATH");
  }
  if (is_program(text)) return fs::absolute(text);
  throw InputError(where + ": " + text + " is not a program that can be run");
}

}  // namespace

fs::path find_dramsys(const std::string& configured) {
  if (!configured.empty()) return named(configured, "config dramsys.executable");
  if (const std::string path = variable("DRAMSYS"); !path.empty()) {
    return named(path, "environment variable DRAMSYS");
  }
  fs::path found = on_path("DRAMSys");
  if (!found.empty()) return found;
  throw InputError(
      "backend dramsys: DRAMSys was not found; looked at config dramsys.executable (not given), at "
      "the environment variable DRAMSYS (not set) and for DRAMSys on the PATH");
}

}  // namespace dramsys
