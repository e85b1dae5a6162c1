// Running a command as a user would, and what it left.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace archgym::test {

struct Ran {
  int exit_code = 0;  // 128+n when a signal ended it
  std::string out;
  std::string err;
};

// Run with the given variables on top of the environment, in `directory`.
Ran run(const std::vector<std::string>& command, const std::filesystem::path& directory,
        const std::map<std::string, std::string>& variables = {});

// The same, but send `signal` a while after the file `sign_of_life` has appeared.
Ran run_and_signal(const std::vector<std::string>& command, const std::filesystem::path& directory,
                   const std::map<std::string, std::string>& variables, int signal,
                   const std::filesystem::path& sign_of_life, std::chrono::milliseconds delay);

// A directory of its own, removed at the end.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();

  const std::filesystem::path& path() const { return path_; }
  // Write a file below it and return its path.
  std::filesystem::path write(const std::string& name, const std::string& text) const;

 private:
  std::filesystem::path path_;
};

std::string read_file_text(const std::filesystem::path& file);

}  // namespace archgym::test
