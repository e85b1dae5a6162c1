// Virtual to physical pages: every page gets a pseudo-random free frame when it is first touched,
// as on a machine that has been up for a while.
#pragma once

#include <cstdint>
#include <unordered_map>

namespace dramsys {

inline constexpr std::uint64_t page_bytes = 4096;

class PageTable {
 public:
  // Frames are numbered below 2^frame_bits, which must be even.
  explicit PageTable(std::uint32_t frame_bits) : half_bits_(frame_bits / 2) {}

  std::uint64_t translate(std::uint32_t process, std::uint64_t address) {
    const std::uint64_t key = (std::uint64_t{process} << 52) ^ (address / page_bytes);
    const auto [place, is_new] = frames_.try_emplace(key, next_);
    if (is_new) ++next_;
    return shuffle(place->second) * page_bytes + address % page_bytes;
  }

 private:
  // A Feistel network: a permutation of the frame numbers, so no frame is handed out twice.
  std::uint64_t shuffle(std::uint64_t frame) const {
    const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
    std::uint64_t left = (frame >> half_bits_) & mask, right = frame & mask;
    for (std::uint64_t round = 1; round <= 4; ++round) {
      const std::uint64_t mixed = (right + round) * 0x9e3779b97f4a7c15u;
      const std::uint64_t next = left ^ ((mixed >> 40) & mask);
      left = right;
      right = next;
    }
    return (left << half_bits_) | right;
  }

  std::uint32_t half_bits_;
  std::uint64_t next_ = 0;
  std::unordered_map<std::uint64_t, std::uint64_t> frames_;
};

}  // namespace dramsys
