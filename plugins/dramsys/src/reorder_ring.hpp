// Values that arrive under increasing but shuffled numbers and leave in order of the numbers.
#pragma once

#include <cstdint>
#include <vector>

namespace dramsys {

// A ring indexed by number; it grows when the numbers in it span more than its size.
template <class Value>
class ReorderRing {
 public:
  void reset(std::uint32_t first_number) {
    for (Slot& slot : slots_) slot.full = false;
    if (slots_.empty()) slots_.resize(256);
    next_ = first_number;
  }

  void insert(std::uint32_t number, const Value& value) {
    while (number - next_ >= slots_.size()) grow();
    slots_[number & (slots_.size() - 1)] = {value, true};
  }

  bool ready() const { return slots_[next_ & (slots_.size() - 1)].full; }
  std::uint32_t next_number() const { return next_; }

  // Only when ready().
  Value take() {
    Slot& slot = slots_[next_++ & (slots_.size() - 1)];
    slot.full = false;
    return slot.value;
  }

 private:
  struct Slot {
    Value value{};
    bool full = false;
  };

  void grow() {
    std::vector<Slot> larger(slots_.size() * 2);
    for (std::uint32_t k = 0; k < slots_.size(); ++k) {
      const std::uint32_t number = next_ + k;
      larger[number & (larger.size() - 1)] = slots_[number & (slots_.size() - 1)];
    }
    slots_.swap(larger);
  }

  std::vector<Slot> slots_;
  std::uint32_t next_ = 0;
};

}  // namespace dramsys
