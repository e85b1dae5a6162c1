// The worker's side of a connection to the host: `archgym-host worker`.
#pragma once

namespace archgym::host {

// The descriptors that the host passes on; see WorkerProcess.
struct WorkerDescriptors {
  int data = -1;
  int lifeline = -1;
  int cancel = -1;
};

// Becomes the guardian, forks the worker proper, and returns the exit code of the process that
// returns. Evaluates what the host asks for until it closes the connection.
int run_worker(WorkerDescriptors descriptors);

}  // namespace archgym::host
