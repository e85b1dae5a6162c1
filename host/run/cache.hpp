// Results of designs that were evaluated before, by canonical design.
#pragma once

#include <archgym/value.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "store/evaluation_status.hpp"

namespace archgym::host {

// Keeps every design that it is given; memory grows by about a design and its metrics each.
class ResultCache {
 public:
  ResultCache(std::size_t parameters, std::size_t metrics);
  ResultCache(const ResultCache&) = delete;  // the set points back at it
  ResultCache& operator=(const ResultCache&) = delete;

  struct Hit {
    EvaluationStatus status;
    std::span<const double> metrics;  // valid until the next insert()
    std::string_view reason;          // valid until the next insert()
  };

  std::optional<Hit> find(std::span<const ag_value> point) const;
  // A point that is already there keeps its result.
  void insert(std::span<const ag_value> point, EvaluationStatus status,
              std::span<const double> metrics, std::string_view reason);

  std::size_t size() const { return statuses_.size(); }

 private:
  std::string_view key(std::size_t row) const;

  // Rows are found by the bytes of their points, which are canonical: equal designs, equal bytes.
  struct Hash {
    using is_transparent = void;
    const ResultCache* cache;
    std::size_t operator()(std::string_view key) const {
      return std::hash<std::string_view>{}(key);
    }
    std::size_t operator()(std::uint32_t row) const { return (*this)(cache->key(row)); }
  };
  struct Equal {
    using is_transparent = void;
    const ResultCache* cache;
    bool operator()(std::string_view a, std::uint32_t b) const { return a == cache->key(b); }
    bool operator()(std::uint32_t a, std::string_view b) const { return cache->key(a) == b; }
    bool operator()(std::uint32_t a, std::uint32_t b) const {
      return cache->key(a) == cache->key(b);
    }
  };

  std::size_t parameters_, metrics_;
  std::vector<ag_value> points_;
  std::vector<double> values_;
  std::vector<EvaluationStatus> statuses_;
  std::vector<std::string> reasons_;
  std::unordered_set<std::uint32_t, Hash, Equal> rows_;
};

// The bytes of a canonical point as a key.
inline std::string_view bytes_of(std::span<const ag_value> point) {
  return {reinterpret_cast<const char*>(point.data()), point.size_bytes()};
}

}  // namespace archgym::host
