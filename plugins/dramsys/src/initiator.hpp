// An initiator that plays a trace, and what the arbiter knows about it.
//
// The initiator sends at most one request per clock of its own, not before the request's time and
// not before the previous one was taken. Arbiter Simple takes it when the controller does. Fifo and
// Reorder take it at once while fewer than MaxActiveTransactions are on their way, keep a queue in
// front of each controller and send one response back per clock; Reorder sends them in request
// order.
//
// All of this is a recurrence over the request's number i, so nothing is simulated per clock: with
// due(i), entry times e(i) into the controller and completion times C(k), the k-th in time,
//   Simple:       arrival(i) = max(due(i), e(i-1) + 1)
//   Fifo/Reorder: admitted a(i) = max(due(i), a(i-1) + 1, C(i - MaxActiveTransactions)),
//                 arrival(i) = max(a(i), e(j) + 1), j: the previous request to the same channel
// (in initiator clocks where those differ from the memory's).
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "cycles.hpp"
#include "policies.hpp"
#include "reorder_ring.hpp"
#include "request_source.hpp"

namespace dramsys {

class Initiator {
 public:
  // `source` gives the requests of the run and must live as long as that.
  void reset(RequestSource& source, const Policies& policies) {
    source_ = &source;
    piece_ = {};
    in_piece_ = 0;
    ended_ = false;
    relative_ = source.relative();
    clocks_ = source.clocks();
    policy_ = policies.arbiter;
    max_active_ = simple() ? unlimited : policies.max_active;
    sent_ = completed_ = 0;
    admitted_ = last_completion_ = -1;
    if (policy_ != ArbiterPolicy::simple) {
      std::size_t capacity = 1;
      while (capacity < max_active_) capacity *= 2;
      completions_.assign(capacity, 0);
    }
    if (policy_ == ArbiterPolicy::reorder) returning_.reset(1);
  }

  bool simple() const { return policy_ == ArbiterPolicy::simple; }

  // The next request, if there is one.
  bool has_next() { return in_piece_ != piece_.size() || next_piece(); }
  const Request& next() const { return piece_[in_piece_]; }
  std::uint64_t sent() const { return sent_; }

  // When the next request reaches the arbiter if the previous one was taken at `previous`.
  Cycle send(Cycle previous) const {
    Cycle due = next().due;
    if (relative_) due = clocks_.ticks_after(std::max<Cycle>(previous, 0), due);
    return previous < 0 ? due : std::max(due, clocks_.first_after(previous));
  }

  // Since when the arbiter has room for the next request; never if that depends on responses whose
  // time is not known yet.
  Cycle room() const {
    if (sent_ < max_active_) return -1;
    if (sent_ >= completed_ + max_active_) return never;
    return completions_[(sent_ - max_active_) & (completions_.size() - 1)];
  }

  // Fifo, Reorder: when the arbiter takes the next request; never if room() is. Once for each
  // request, unless the answer was never.
  Cycle admit() {
    const Cycle since = room();
    if (since == never) return never;
    admitted_ = std::max(send(admitted_), since);
    return admitted_;
  }

  // The next request is on its way.
  void advance() {
    ++sent_;
    ++in_piece_;
  }

  // The response to request `number` (from 1) leaves its controller at `time`; times never
  // decrease.
  void responded(std::uint32_t number, Cycle time) {
    if (policy_ == ArbiterPolicy::reorder) {
      returning_.insert(number, time);
      while (returning_.ready()) complete(returning_.take());
    } else {
      complete(time);
    }
  }

  std::uint64_t completed() const { return completed_; }
  bool all_completed() const { return ended_ && completed_ == sent_; }
  Cycle last_completion() const { return last_completion_; }

 private:
  static constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

  void complete(Cycle time) {
    last_completion_ = std::max(time, last_completion_ + 1);
    if (!simple()) completions_[completed_ & (completions_.size() - 1)] = last_completion_;
    ++completed_;
  }

  bool next_piece() {
    if (!ended_) piece_ = source_->next();
    in_piece_ = 0;
    ended_ = piece_.empty();
    return !ended_;
  }

  RequestSource* source_ = nullptr;
  std::span<const Request> piece_;
  std::size_t in_piece_ = 0;  // place of the next request
  bool ended_ = false;        // the source has no more
  bool relative_ = false;
  Clocks clocks_;
  ArbiterPolicy policy_ = ArbiterPolicy::simple;
  std::uint64_t max_active_ = 0;
  std::uint64_t sent_ = 0, completed_ = 0;
  Cycle admitted_ = -1, last_completion_ = -1;
  std::vector<Cycle> completions_;  // ring of the last max_active_ ones
  ReorderRing<Cycle> returning_;
};

}  // namespace dramsys
