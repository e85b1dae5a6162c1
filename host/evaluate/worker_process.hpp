// A worker as the host sees it: a process, the connections to it, its end.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "evaluate/descriptor.hpp"
#include "evaluate/output_tail.hpp"
#include "evaluate/process_tree.hpp"
#include "evaluate/shared_flag.hpp"

namespace archgym::host {

struct WorkerEnd {
  std::optional<int> wait_status;  // of waitpid(); nothing when it cannot be known
  bool killed = false;             // it did not end by itself in the time it had
};

// Movable; the destructor ends the worker and everything that it started. A process is started by
// `executable` `command` <data> <lifeline> <cancelled>, the numbers of inherited descriptors.
class WorkerProcess {
 public:
  // Its standard input is empty.
  static Result<WorkerProcess> start(const std::filesystem::path& executable,
                                     const std::string& command = "worker");

  WorkerProcess() = default;  // none
  WorkerProcess(WorkerProcess&&) noexcept = default;
  WorkerProcess& operator=(WorkerProcess&& other) noexcept;
  ~WorkerProcess();

  // A stream socket for messages; does not block.
  int data() const { return data_.get(); }
  // Becomes readable when the worker has ended by itself.
  int lifeline() const { return lifeline_.get(); }

  // Its standard output and error. Whoever waits for the worker must read them, or it blocks.
  OutputTail& output() { return output_; }

  // Ask the worker to cancel the call that it runs; and, before the next one, forget that.
  void cancel() { cancelled_.set(); }
  void forget_cancel() { cancelled_.clear(); }

  TreeUsage usage() const { return usage_of_tree(guardian_); }

  // Let the worker end by itself for at most `grace_seconds`, then kill it and whatever it started.
  // Calls after the first have no effect.
  WorkerEnd end(double grace_seconds);

 private:
  bool ended_within(double seconds);

  pid_t guardian_ = -1;
  Descriptor data_, lifeline_;
  OutputTail output_;
  SharedFlag cancelled_;
};

}  // namespace archgym::host
