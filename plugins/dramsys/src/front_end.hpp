// An initiator and its arbiter in front of a memory of one channel.
#pragma once

#include <algorithm>
#include <cstdint>

#include "cycles.hpp"
#include "initiator.hpp"

namespace dramsys {

class FrontEnd {
 public:
  void reset(RequestSource& source, const Policies& policies) {
    initiator_.reset(source, policies);
    admitted_ = accepted_ = -1;
    schedule();
  }

  // When the next request reaches the controller; never if all have, or if that depends on
  // responses whose time is not known yet.
  Cycle arrival() const { return arrival_; }
  const Request& request() const { return initiator_.next(); }

  // Whether that request has been waiting in the arbiter for the controller to take the previous
  // one.
  bool queued_in_arbiter() const { return !initiator_.simple() && admitted_ < arrival_; }

  // The controller accepted the request at `now`.
  void accepted(Cycle now) {
    accepted_ = now;
    initiator_.advance();
    schedule();
  }

  // The controller's response to request `id` (from 1) leaves it at `time`; times increase.
  void responded(std::uint32_t id, Cycle time) {
    initiator_.responded(id, time);
    if (arrival_ == never) schedule();
  }

  const Initiator& initiator() const { return initiator_; }

 private:
  void schedule() {
    arrival_ = never;
    if (!initiator_.has_next()) return;
    if (initiator_.simple()) {
      arrival_ = initiator_.send(accepted_);
      return;
    }
    const Cycle admitted = initiator_.admit();
    if (admitted == never) return;
    admitted_ = admitted;
    arrival_ = std::max(admitted_, accepted_ + 1);
  }

  Initiator initiator_;
  Cycle admitted_ = -1, accepted_ = -1, arrival_ = never;
};

}  // namespace dramsys
