// A process and everything that descends from it, as /proc shows them.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace archgym::host {

// The children of a process, whichever of its threads made them. Empty when it is gone.
std::vector<pid_t> children_of(pid_t process);

struct TreeUsage {
  std::uint64_t memory_mebibytes = 0;  // resident
  double cpu_seconds = 0;              // with that of children that have ended
};

// Of `root` and all its descendants. Processes that end meanwhile count as far as they were seen.
TreeUsage usage_of_tree(pid_t root);

}  // namespace archgym::host
