// Mean and percentiles of request latencies, exact, without keeping every value.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "cycles.hpp"

namespace dramsys {

// A histogram with one bin per cycle up to a bound, and the values themselves above it.
class LatencyStatistics {
 public:
  void reset() {
    std::fill(bins_.begin(), bins_.begin() + static_cast<std::ptrdiff_t>(used_), 0u);
    used_ = 0;
    long_ones_.clear();
    count_ = sum_ = 0;
  }

  void add(Cycle latency) {
    ++count_;
    sum_ += latency;
    const auto bin = static_cast<std::size_t>(latency);
    if (bin >= bins_.size()) {
      if (bin >= most_bins) {
        long_ones_.push_back(latency);
        return;
      }
      bins_.resize(std::min(most_bins, std::max<std::size_t>(1024, bin * 2)), 0u);
    }
    used_ = std::max(used_, bin + 1);
    ++bins_[bin];
  }

  // Everything that was added to another one.
  void add(const LatencyStatistics& other) {
    if (bins_.size() < other.used_) bins_.resize(other.used_, 0u);
    for (std::size_t bin = 0; bin < other.used_; ++bin) bins_[bin] += other.bins_[bin];
    used_ = std::max(used_, other.used_);
    long_ones_.insert(long_ones_.end(), other.long_ones_.begin(), other.long_ones_.end());
    count_ += other.count_;
    sum_ += other.sum_;
  }

  std::int64_t count() const { return count_; }
  double mean() const {
    return count_ == 0 ? 0.0 : static_cast<double>(sum_) / static_cast<double>(count_);
  }

  // The smallest latency that at least `numerator` / `denominator` of all requests do not exceed.
  Cycle percentile(std::int64_t numerator, std::int64_t denominator);

 private:
  static constexpr std::size_t most_bins = std::size_t{1} << 16;

  std::vector<std::uint32_t> bins_;
  std::size_t used_ = 0;
  std::vector<Cycle> long_ones_;
  std::int64_t count_ = 0, sum_ = 0;
};

}  // namespace dramsys
