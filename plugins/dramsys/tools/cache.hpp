// A set-associative write-back cache with least-recently-used replacement.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

namespace dramsys {

inline constexpr std::uint64_t line_bytes = 64;

class Cache {
 public:
  Cache(std::uint64_t bytes, std::uint32_t ways)
      : ways_(ways),
        set_mask_(bytes / line_bytes / ways - 1),
        lines_(static_cast<std::size_t>(bytes / line_bytes)) {}

  struct Outcome {
    bool hit = false;
    std::optional<std::uint64_t> written_back;  // number of the dirty line that had to leave
  };

  // Use line number `line`; a miss brings it in.
  Outcome use(std::uint64_t line, bool write) {
    Line* const set = &lines_[static_cast<std::size_t>((line & set_mask_) * ways_)];
    Line* victim = set;
    for (Line* way = set; way != set + ways_; ++way) {
      if (way->valid && way->number == line) {
        way->used = ++clock_;
        way->dirty |= write;
        return {true, std::nullopt};
      }
      if (!way->valid || (victim->valid && way->used < victim->used)) victim = way;
    }
    Outcome outcome;
    if (victim->valid && victim->dirty) outcome.written_back = victim->number;
    *victim = {line, ++clock_, true, write};
    return outcome;
  }

 private:
  struct Line {
    std::uint64_t number = 0, used = 0;
    bool valid = false, dirty = false;
  };

  std::uint32_t ways_;
  std::uint64_t set_mask_, clock_ = 0;
  std::vector<Line> lines_;
};

}  // namespace dramsys
