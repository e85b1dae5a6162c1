// The accepted requests of one bank in order of arrival.
#pragma once

#include <cstdint>
#include <vector>

#include "request.hpp"

namespace dramsys {

// Contiguous, because queues are short and searched far more often than they change. clear() keeps
// the memory, so nothing is allocated once a queue has seen its largest size.
class BankQueue {
 public:
  bool empty() const { return entries_.empty(); }
  std::int32_t size() const { return static_cast<std::int32_t>(entries_.size()); }
  const Pending& operator[](std::int32_t index) const {
    return entries_[static_cast<std::size_t>(index)];
  }
  void push(const Pending& request) { entries_.push_back(request); }
  void erase(std::int32_t index) { entries_.erase(entries_.begin() + index); }
  void clear() { entries_.clear(); }

 private:
  std::vector<Pending> entries_;
};

}  // namespace dramsys
