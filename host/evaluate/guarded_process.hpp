// The side of a WorkerProcess that was started: a guardian and the process that it watches over.
#pragma once

#include <functional>

namespace archgym::host {

// The descriptors that the host passes on; see WorkerProcess.
struct WorkerDescriptors {
  int data = -1;
  int lifeline = -1;
  int cancelled = -1;
};

// Becomes the guardian, forks the process that does the work with its ends of the connections, and
// returns the exit code of the guardian. `cancelled` is for SharedFlag::attach().
int run_guarded(WorkerDescriptors descriptors,
                const std::function<void(int data, int cancelled)>& work);

}  // namespace archgym::host
