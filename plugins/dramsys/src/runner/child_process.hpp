// One child process: run to its end with its output collected, or killed with all that it started.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace dramsys {

struct Program {
  std::filesystem::path executable;    // a path: PATH is not searched, no shell is involved
  std::vector<std::string> arguments;  // without the name of the program
  std::filesystem::path directory;     // its working directory
  std::vector<std::string> variables;  // "NAME=value", on top of this process's environment
};

struct Ended {
  int exit_code = 0;  // meaningful when signal is 0
  int signal = 0;     // that ended it, or 0
  // What it wrote; of more than a mebibyte the end.
  std::string out, err;
};

// Runs the program with an empty standard input, in a process group of its own. `watch` is called
// at least every 50 ms on the calling thread; what it throws passes through after the whole group
// has been killed and the child reaped. The child also dies when this process does. Throws
// InputError when the program cannot be started. May be called from several threads at once.
Ended run_child(const Program& program, const std::function<void()>& watch);

}  // namespace dramsys
