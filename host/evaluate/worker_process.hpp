// A worker as the host sees it: a process, the connections to it, its end.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "evaluate/descriptor.hpp"
#include "evaluate/process_tree.hpp"

namespace archgym::host {

struct WorkerEnd {
  std::optional<int> wait_status;  // of waitpid(); nothing when it cannot be known
  bool killed = false;             // it did not end by itself in the time it had
};

// Movable; the destructor ends the worker and everything that it started. A process is started by
// `executable` `command` <data> <lifeline> <cancel>, the numbers of inherited descriptors.
class WorkerProcess {
 public:
  // Its standard output and error are appended to `output`; standard input is empty.
  static Result<WorkerProcess> start(const std::filesystem::path& executable,
                                     const std::filesystem::path& output,
                                     const std::string& command = "worker");

  WorkerProcess(WorkerProcess&&) noexcept = default;
  WorkerProcess& operator=(WorkerProcess&& other) noexcept;
  ~WorkerProcess();

  // A stream socket for messages; does not block.
  int data() const { return data_.get(); }
  // Becomes readable when the worker has ended by itself.
  int lifeline() const { return lifeline_.get(); }

  // Ask the worker to cancel a call; it may have ended meanwhile.
  void cancel(std::uint64_t call);

  TreeUsage usage() const { return usage_of_tree(guardian_); }

  // Let the worker end by itself for at most `grace_seconds`, then kill it and whatever it started.
  // Calls after the first have no effect.
  WorkerEnd end(double grace_seconds);

 private:
  WorkerProcess() = default;

  pid_t guardian_ = -1;
  Descriptor data_, lifeline_, cancel_;
};

}  // namespace archgym::host
