#include "run/stored_results.hpp"

#include <string>

#include "run/cache.hpp"

namespace archgym::host {

Result<const StoredEvaluation*> StoredResults::find(
    std::uint64_t trial, std::span<const ag_value> point,
    const std::optional<std::uint64_t>& previous) const {
  const auto found = results_.find(trial);
  if (found == results_.end()) return nullptr;
  const StoredEvaluation& stored = found->second;
  const bool same_design = bytes_of(point) == bytes_of(stored.point);
  if (same_design && previous == stored.previous) return &stored;
  return failure(std::string("proposes another ") + (same_design ? "step" : "design") +
                 " for trial " + std::to_string(trial) + " than it did before");
}

void StoredResults::forget_before(std::uint64_t told) {
  results_.erase(results_.begin(), results_.lower_bound(told));
}

}  // namespace archgym::host
