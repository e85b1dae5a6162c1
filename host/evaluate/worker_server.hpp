// The worker's side of a connection to the host: `archgym-host worker`.
#pragma once

#include "evaluate/guarded_process.hpp"

namespace archgym::host {

// Becomes the guardian, forks the worker proper, and returns the exit code of the process that
// returns. Evaluates what the host asks for until it closes the connection.
int run_worker(WorkerDescriptors descriptors);

}  // namespace archgym::host
