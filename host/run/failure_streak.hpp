// When to give up because evaluations only fail.
#pragma once

#include <algorithm>
#include <cstdint>

#include "run/accounting.hpp"

namespace archgym::host {

// Failures in a row, in ask order. Counted in this session alone: a run that ended because of them
// tries again when it is resumed.
class FailureStreak {
 public:
  // `evaluated`: in this session, rather than known already.
  void count(const Outcome& outcome, bool evaluated) {
    if (!evaluated || !Accounting::needs_simulation(outcome)) return;
    length_ = is_failure(outcome.status) ? length_ + 1 : 0;
  }

  // The simulator does not work at all, or not any more. A space in which most designs fail has
  // long streaks: one must be twenty times as long as it took on average, before it, to find a
  // design that does not fail.
  bool hopeless(const Accounting& run) const {
    const std::uint64_t worked = run.simulated - run.failed;
    if (worked == 0) return length_ >= k_at_start;
    return length_ >= std::max(k_at_least, k_times * (run.simulated - length_) / worked);
  }

 private:
  static constexpr std::uint64_t k_at_start = 20;
  static constexpr std::uint64_t k_at_least = 200;
  static constexpr std::uint64_t k_times = 20;

  std::uint64_t length_ = 0;
};

}  // namespace archgym::host
