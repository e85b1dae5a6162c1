// A worker's ear for cancellations while its main thread is inside the plugin.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>

namespace archgym::host {

// Reads call numbers from a socket on a thread of its own, which runs until the process ends. A
// cancellation that arrives late, for a call that is over, has no effect on the next one.
class CancelListener {
 public:
  // `interrupt` wakes the plugin; it is called on the listener's thread.
  explicit CancelListener(std::function<void()> interrupt) : interrupt_(std::move(interrupt)) {}

  // Must outlive the process's use of it: the thread is never joined.
  void listen(int socket);

  // The running call was cancelled: the flag that poll() reads.
  const std::atomic<bool>& flag() const { return flag_; }

  void begin(std::uint64_t call);
  void end();

 private:
  void cancel(std::uint64_t call);

  std::function<void()> interrupt_;
  std::mutex mutex_;
  std::uint64_t running_ = 0;  // 0: none
  std::atomic<bool> flag_ = false;
};

}  // namespace archgym::host
