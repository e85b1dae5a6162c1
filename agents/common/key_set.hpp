// A set of 64-bit keys that are already well mixed: open addressing, 16 to 32 bytes per key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace archgym::agents {

class KeySet {
 public:
  // True when the key was not there.
  bool insert(std::uint64_t key) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    std::uint64_t& slot = slots_[find(key)];
    if (slot != 0) return false;
    slot = stored(key);
    ++size_;
    return true;
  }

  bool contains(std::uint64_t key) const { return size_ != 0 && slots_[find(key)] != 0; }

  std::size_t size() const { return size_; }

 private:
  // 0 marks a free slot.
  static std::uint64_t stored(std::uint64_t key) { return key == 0 ? 1 : key; }

  // The slot of the key, or the free slot where it belongs.
  std::size_t find(std::uint64_t key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = stored(key) & mask;
    while (slots_[at] != 0 && slots_[at] != stored(key)) at = (at + 1) & mask;
    return at;
  }

  void grow() {
    std::vector<std::uint64_t> old(slots_.empty() ? 64 : 2 * slots_.size());
    old.swap(slots_);
    for (const std::uint64_t key : old) {
      if (key != 0) slots_[find(key)] = key;
    }
  }

  std::vector<std::uint64_t> slots_;  // a power of two
  std::size_t size_ = 0;
};

}  // namespace archgym::agents
