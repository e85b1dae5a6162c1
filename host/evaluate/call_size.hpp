// How many points go into one call of a plugin.
#pragma once

#include <algorithm>
#include <cstddef>

namespace archgym::host {

// Batches exist to save the cost of a call, which matters only when evaluations are fast. Calls
// that last milliseconds gain nothing from more points; they would only delay progress,
// cancellation and deadlines, and give parallel workers uneven shares. So the size starts at 1 and
// follows the time that calls take.
class CallSize {
 public:
  explicit CallSize(std::size_t largest) : largest_(largest) {}

  std::size_t next() const { return size_; }

  void record(std::size_t points, double seconds) {
    if (seconds > k_long_seconds) {
      size_ = std::max<std::size_t>(1, points / 2);
    } else if (seconds < k_short_seconds && points == size_) {
      size_ = std::min(largest_, size_ * 2);
    }
  }

  std::size_t largest() const { return largest_; }

 private:
  static constexpr double k_short_seconds = 0.005;
  static constexpr double k_long_seconds = 0.02;

  std::size_t largest_;
  std::size_t size_ = 1;
};

}  // namespace archgym::host
