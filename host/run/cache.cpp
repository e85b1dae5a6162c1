#include "run/cache.hpp"

namespace archgym::host {

ResultCache::ResultCache(std::size_t parameters, std::size_t metrics)
    : parameters_(parameters), metrics_(metrics), rows_(1024, Hash{this}, Equal{this}) {}

std::string_view ResultCache::key(std::size_t row) const {
  return bytes_of(std::span(points_).subspan(row * parameters_, parameters_));
}

std::optional<ResultCache::Hit> ResultCache::find(std::span<const ag_value> point) const {
  const auto found = rows_.find(bytes_of(point));
  if (found == rows_.end()) return std::nullopt;
  return Hit{statuses_[*found], std::span(values_).subspan(*found * metrics_, metrics_),
             reasons_[*found]};
}

void ResultCache::insert(std::span<const ag_value> point, EvaluationStatus status,
                         std::span<const double> metrics, std::string_view reason) {
  if (rows_.contains(bytes_of(point))) return;
  const auto row = static_cast<std::uint32_t>(statuses_.size());
  points_.insert(points_.end(), point.begin(), point.end());
  values_.insert(values_.end(), metrics.begin(), metrics.end());
  statuses_.push_back(status);
  reasons_.emplace_back(reason);
  rows_.insert(row);
}

}  // namespace archgym::host
