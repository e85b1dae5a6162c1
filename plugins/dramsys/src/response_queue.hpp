// The RespQueue policy: in which order and when the controller answers.
//
// At most one response leaves per clock, none before the last beat of its data.
#pragma once

#include <algorithm>
#include <cstdint>

#include "cycles.hpp"
#include "policies.hpp"
#include "reorder_ring.hpp"

namespace dramsys {

class ResponseQueue {
 public:
  void reset(ResponsePolicy policy) {
    policy_ = policy;
    last_ = -1;
    if (policy_ == ResponsePolicy::reorder) waiting_.reset(1);
  }

  // The column command of request `id`, which arrived at `arrival`, was issued; its data ends at
  // `data_end`. Calls respond(id, arrival, time) for every request whose response time is now
  // known, in the order of those times.
  template <class Respond>
  void served(std::uint32_t id, Cycle arrival, Cycle data_end, Respond&& respond) {
    if (policy_ == ResponsePolicy::fifo) {
      last_ = std::max(data_end, last_ + 1);
      respond(id, arrival, last_);
      return;
    }
    waiting_.insert(id, {arrival, data_end});
    while (waiting_.ready()) {
      const std::uint32_t next = waiting_.next_number();
      const Waiting entry = waiting_.take();
      last_ = std::max(entry.data_end, last_ + 1);
      respond(next, entry.arrival, last_);
    }
  }

 private:
  struct Waiting {
    Cycle arrival = 0, data_end = 0;
  };

  ResponsePolicy policy_ = ResponsePolicy::fifo;
  Cycle last_ = -1;
  ReorderRing<Waiting> waiting_;
};

}  // namespace dramsys
