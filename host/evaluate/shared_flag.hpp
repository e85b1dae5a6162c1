// How the host cancels the call that a worker runs.
#pragma once

#include <atomic>
#include <utility>

#include "base/result.hpp"
#include "evaluate/descriptor.hpp"

namespace archgym::host {

// A flag in memory that two processes share, so that the plugin's poll() reads it without a system
// call and a worker needs no second thread to hear of it. Only the host writes it, between the
// calls and while one runs, so a cancellation that comes too late cannot meet the next call.
class SharedFlag {
 public:
  SharedFlag() = default;
  // In the host. The descriptor is for the other process; the memory stays without it.
  static Result<SharedFlag> create();
  // In the worker, from a descriptor that it inherited. Empty when that is not possible.
  static SharedFlag attach(int descriptor);

  SharedFlag(SharedFlag&& other) noexcept { *this = std::move(other); }
  SharedFlag& operator=(SharedFlag&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(memory_, other.memory_);
    return *this;
  }
  ~SharedFlag();

  bool empty() const { return !memory_; }
  const Descriptor& descriptor() const { return descriptor_; }
  void close_descriptor() { descriptor_.close(); }

  void set();
  void clear() { flag().store(false, std::memory_order_relaxed); }
  // Not of an empty one.
  std::atomic<bool>& flag() const;

  // In the worker: returns once for every set().
  void wait_for_set() const;

 private:
  struct Memory;

  explicit SharedFlag(Descriptor descriptor);

  Descriptor descriptor_;
  Memory* memory_ = nullptr;
};

}  // namespace archgym::host
