// The initiator that plays a trace, and the arbiter between it and the controller.
//
// The initiator sends at most one request per clock of its own, not before the request's time and
// not before the previous one was accepted. Arbiter Simple accepts when the controller does. Fifo
// and Reorder accept at once while fewer than MaxActiveTransactions are on their way, keep a queue
// in front of the controller and send one response back per clock; Reorder sends them in request
// order.
//
// All of this is a recurrence over the request's number i, so nothing is simulated per clock: with
// due(i), entry times e(i) into the controller and completion times C(k), the k-th in time,
//   Simple:       arrival(i) = max(due(i), e(i-1) + 1)
//   Fifo/Reorder: admitted a(i) = max(due(i), a(i-1) + 1, C(i - MaxActiveTransactions)),
//                 arrival(i) = max(a(i), e(i-1) + 1)
// (in initiator clocks where those differ from the memory's).
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "cycles.hpp"
#include "policies.hpp"
#include "reorder_ring.hpp"
#include "request_source.hpp"

namespace dramsys {

class FrontEnd {
 public:
  // `source` gives the requests of the run and must live as long as that.
  void reset(RequestSource& source, const Policies& policies) {
    source_ = &source;
    piece_ = {};
    in_piece_ = 0;
    ended_ = false;
    relative_ = source.relative();
    policy_ = policies.arbiter;
    max_active_ = policies.max_active;
    clocks_ = source.clocks();
    index_ = 0;
    admitted_ = accepted_ = -1;
    completed_ = 0;
    last_completion_ = -1;
    if (policy_ != ArbiterPolicy::simple) {
      std::size_t capacity = 1;
      while (capacity < max_active_) capacity *= 2;
      completions_.assign(capacity, 0);
    }
    if (policy_ == ArbiterPolicy::reorder) returning_.reset(1);
    schedule();
  }

  // When the next request reaches the controller; never if all have, or if that depends on
  // responses whose time is not known yet.
  Cycle arrival() const { return arrival_; }
  const Request& request() const { return piece_[in_piece_]; }

  // Whether that request has been waiting in the arbiter for the controller to take the previous
  // one.
  bool queued_in_arbiter() const { return !simple() && admitted_ < arrival_; }

  // The controller accepted the request at `now`.
  void accepted(Cycle now) {
    accepted_ = now;
    ++index_;
    ++in_piece_;
    schedule();
  }

  // The controller's response to request `id` (from 1) leaves it at `time`; times increase.
  void responded(std::uint32_t id, Cycle time) {
    if (policy_ == ArbiterPolicy::reorder) {
      returning_.insert(id, time);
      while (returning_.ready()) complete(std::max(returning_.take(), last_completion_ + 1));
    } else {
      complete(time);
    }
    if (arrival_ == never) schedule();
  }

  std::uint64_t completed() const { return completed_; }
  bool all_completed() const { return ended_ && completed_ == index_; }
  Cycle last_completion() const { return last_completion_; }

 private:
  bool simple() const { return policy_ == ArbiterPolicy::simple; }

  void complete(Cycle time) {
    last_completion_ = time;
    if (!simple()) completions_[completed_ & (completions_.size() - 1)] = time;
    ++completed_;
  }

  void schedule() {
    arrival_ = never;
    if (in_piece_ == piece_.size() && !next_piece()) return;
    if (simple()) {
      arrival_ = send(accepted_);
      return;
    }
    if (index_ >= completed_ + max_active_) return;
    admitted_ = send(admitted_);
    if (index_ >= max_active_) {
      const std::uint64_t slot = index_ - max_active_;
      admitted_ = std::max(admitted_, completions_[slot & (completions_.size() - 1)]);
    }
    arrival_ = std::max(admitted_, accepted_ + 1);
  }

  bool next_piece() {
    if (!ended_) piece_ = source_->next();
    in_piece_ = 0;
    ended_ = piece_.empty();
    return !ended_;
  }

  // When the request reaches the arbiter if the previous one was taken at `previous`.
  Cycle send(Cycle previous) const {
    Cycle due = piece_[in_piece_].due;
    if (relative_) due = clocks_.ticks_after(std::max<Cycle>(previous, 0), due);
    return previous < 0 ? due : std::max(due, clocks_.first_after(previous));
  }

  RequestSource* source_ = nullptr;
  std::span<const Request> piece_;
  std::size_t in_piece_ = 0;  // place of the next request
  bool ended_ = false;        // the source has no more
  ArbiterPolicy policy_ = ArbiterPolicy::simple;
  std::uint64_t max_active_ = 0;
  Clocks clocks_;
  bool relative_ = false;
  std::uint64_t index_ = 0;  // number of the next request, from 0
  Cycle admitted_ = -1, accepted_ = -1, arrival_ = never;
  std::uint64_t completed_ = 0;
  Cycle last_completion_ = -1;
  std::vector<Cycle> completions_;  // ring of the last max_active_ ones
  ReorderRing<Cycle> returning_;
};

}  // namespace dramsys
