// A program run by an adapter: a process group of its own, no shell.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace archgym::host {

struct ChildSetup {
  std::filesystem::path program;       // absolute
  std::vector<std::string> arguments;  // after the program's name
  std::vector<std::string> variables;  // "NAME=value"
  bool inherit = true;                 // and, besides these, this process's environment
  std::filesystem::path directory;     // where it works; "": here
  // Descriptors of this process that become its standard streams; -1: /dev/null.
  int input = -1, output = -1, error = -1;
};

// Ends with its object: whatever of the group is left is killed.
class Child {
 public:
  // The fault is the input's when it will never start, and not that of the machine now.
  static Result<Child> start(const ChildSetup& setup);

  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();

  // Wait at most so long; true when it has ended, then wait_status() is that of waitpid().
  bool wait(int milliseconds);
  int wait_status() const { return status_; }

 private:
  explicit Child(pid_t process, int descriptor) : process_(process), descriptor_(descriptor) {}
  bool reap();

  pid_t process_;
  int descriptor_;  // of the process (pidfd), readable at its end; -1 where there is none
  bool ended_ = false;
  int status_ = 0;
};

}  // namespace archgym::host
