#include "evaluate/process_tree.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace archgym::host {
namespace {

std::filesystem::path directory_of(pid_t process) {
  return "/proc/" + std::to_string(process);
}

std::uint64_t resident_pages(pid_t process) {
  std::ifstream file(directory_of(process) / "statm");
  std::uint64_t total = 0, resident = 0;
  return file >> total >> resident ? resident : 0;
}

// Clock ticks in user and system mode, with those of children that were waited for.
std::uint64_t ticks(pid_t process) {
  std::ifstream file(directory_of(process) / "stat");
  std::string line;
  if (!std::getline(file, line)) return 0;
  // The second field is the program's name in parentheses, which may contain anything.
  std::istringstream fields(line.substr(std::min(line.rfind(')') + 1, line.size())));
  constexpr int k_fields_before = 11;  // state ... cmajflt
  std::string skipped;
  for (int k = 0; k < k_fields_before; ++k) fields >> skipped;
  std::uint64_t sum = 0;
  for (int k = 0; k < 4; ++k) {
    std::uint64_t each = 0;
    if (fields >> each) sum += each;
  }
  return sum;
}

}  // namespace

std::vector<pid_t> children_of(pid_t process) {
  std::vector<pid_t> children;
  std::error_code error;
  std::filesystem::directory_iterator threads(directory_of(process) / "task", error), end;
  for (; !error && threads != end; threads.increment(error)) {
    std::ifstream file(threads->path() / "children");
    for (pid_t child = 0; file >> child;) children.push_back(child);
  }
  return children;
}

TreeUsage usage_of_tree(pid_t root) {
  std::uint64_t pages = 0, clock_ticks = 0;
  std::vector<pid_t> waiting{root};
  while (!waiting.empty()) {
    const pid_t process = waiting.back();
    waiting.pop_back();
    pages += resident_pages(process);
    clock_ticks += ticks(process);
    const auto children = children_of(process);
    waiting.insert(waiting.end(), children.begin(), children.end());
  }
  const auto page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return {pages * page_bytes >> 20,
          static_cast<double>(clock_ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK))};
}

}  // namespace archgym::host
