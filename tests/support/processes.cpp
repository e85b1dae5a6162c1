#include "support/processes.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "support/command.hpp"

namespace archgym::test {
namespace fs = std::filesystem;

std::vector<int> processes_with(const std::string& name, const std::string& value) {
  const std::string entry = name + "=" + value;
  std::vector<int> found;
  for (const auto& directory : fs::directory_iterator("/proc")) {
    const int process = std::atoi(directory.path().filename().c_str());
    if (process <= 0) continue;
    const std::string variables = '\0' + read_file_text(directory.path() / "environ");
    if (variables.find('\0' + entry + '\0') != std::string::npos) found.push_back(process);
  }
  return found;
}

bool all_gone(const std::string& name, const std::string& value) {
  for (int tries = 0; tries < 500; ++tries) {
    if (processes_with(name, value).empty()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace archgym::test
