#include "latency.hpp"

namespace dramsys {

Cycle LatencyStatistics::percentile(std::int64_t numerator, std::int64_t denominator) {
  if (count_ == 0) return 0;
  // How many are allowed to be slower; counted from the slow end, where few are.
  std::int64_t slower = count_ - 1 - count_ * numerator / denominator;
  const auto long_count = static_cast<std::int64_t>(long_ones_.size());
  if (slower < long_count) {
    const auto place = long_ones_.begin() + (long_count - 1 - slower);
    std::nth_element(long_ones_.begin(), place, long_ones_.end());
    return *place;
  }
  slower -= long_count;
  for (std::size_t bin = used_; bin-- > 0;) {
    if (bins_[bin] > slower) return static_cast<Cycle>(bin);
    slower -= bins_[bin];
  }
  return 0;
}

}  // namespace dramsys
