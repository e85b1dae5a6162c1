// Results of designs that were evaluated before, by canonical design.
#pragma once

#include <archgym/value.h>

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "store/outcome.hpp"

namespace archgym::host {

// A hash table with open addressing over flat arrays. Points are canonical, so equal designs have
// equal bytes. Keeps every design that it is given; memory grows by about a design, its metrics and
// its outcome each.
class ResultCache {
 public:
  ResultCache(std::size_t parameters, std::size_t metrics);

  // Position of a design, which is added when it is new. Valid for the life of the cache.
  std::size_t entry(std::span<const ag_value> point);

  // The last trial that set out to evaluate the design; k_no_trial at first.
  static constexpr std::uint64_t k_no_trial = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t trial(std::size_t entry) const { return entries_[entry].trial; }
  void set_trial(std::size_t entry, std::uint64_t trial) { entries_[entry].trial = trial; }

  // The newest result, once there is one. A failure is kept for the trials that were to share it,
  // and is not known to later ones. Views are valid until the next entry() or store().
  bool known(std::size_t entry) const { return is_lasting(entries_[entry].outcome.status); }
  const Outcome& outcome(std::size_t entry) const { return entries_[entry].outcome; }
  std::span<const double> metrics(std::size_t entry) const {
    return std::span(values_).subspan(entry * metrics_, metrics_);
  }
  void store(std::size_t entry, const Outcome& outcome, std::span<const double> metrics);

  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::uint64_t hash;
    std::uint64_t trial;
    Outcome outcome;
  };

  std::span<const ag_value> point(std::size_t entry) const {
    return std::span(points_).subspan(entry * parameters_, parameters_);
  }
  void grow();

  std::size_t parameters_, metrics_;
  std::vector<ag_value> points_;
  std::vector<double> values_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  // entry + 1; 0: free. A power of two, at most half full
};

// The bytes of a canonical point.
inline std::string_view bytes_of(std::span<const ag_value> point) {
  return {reinterpret_cast<const char*>(point.data()), point.size_bytes()};
}

}  // namespace archgym::host
