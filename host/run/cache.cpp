#include "run/cache.hpp"

#include <algorithm>
#include <bit>

namespace archgym::host {
namespace {

// One round of MurmurHash3's finaliser; equality decides, so this need only be even.
std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0xff51afd7ed558ccdu;
  return hash ^ hash >> 33;
}

std::uint64_t hash_of(std::span<const ag_value> point) {
  std::uint64_t hash = 0xa0761d6478bd642fu;
  for (const ag_value& value : point) {
    hash = mix(std::rotl(hash, 1), value.as.bits ^ std::uint64_t{value.kind} << 60);
  }
  return hash;
}

}  // namespace

ResultCache::ResultCache(std::size_t parameters, std::size_t metrics)
    : parameters_(parameters), metrics_(metrics), slots_(1024) {}

std::size_t ResultCache::entry(std::span<const ag_value> point) {
  if (2 * entries_.size() >= slots_.size()) grow();
  const std::uint64_t hash = hash_of(point);
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
    const std::size_t found = slots_[slot] - 1;
    if (entries_[found].hash == hash && bytes_of(this->point(found)) == bytes_of(point)) {
      return found;
    }
  }
  entries_.push_back({hash, k_no_trial, Outcome{}});
  points_.insert(points_.end(), point.begin(), point.end());
  values_.resize(values_.size() + metrics_);
  slots_[slot] = static_cast<std::uint32_t>(entries_.size());
  return entries_.size() - 1;
}

void ResultCache::store(std::size_t entry, const Outcome& outcome,
                        std::span<const double> metrics) {
  entries_[entry].outcome = outcome;
  std::ranges::copy(metrics, values_.begin() + static_cast<std::ptrdiff_t>(entry * metrics_));
}

void ResultCache::grow() {
  std::vector<std::uint32_t> slots(2 * slots_.size());
  const std::size_t mask = slots.size() - 1;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    std::size_t slot = entries_[i].hash & mask;
    while (slots[slot] != 0) slot = (slot + 1) & mask;
    slots[slot] = static_cast<std::uint32_t>(i + 1);
  }
  slots_ = std::move(slots);
}

}  // namespace archgym::host
