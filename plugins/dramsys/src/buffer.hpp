// How many accepted requests the scheduler may hold (the SchedulerBuffer policy).
#pragma once

#include <cstdint>
#include <vector>

#include "policies.hpp"

namespace dramsys {

class Buffer {
 public:
  void reset(BufferPolicy policy, std::uint32_t size, std::uint32_t banks) {
    policy_ = policy;
    size_ = size;
    per_bank_.assign(banks, 0);
    last_bank_ = 0;
    reads_ = writes_ = 0;
  }

  // Whether one more request is accepted, whatever it is. Bankwise judges by the bank of the
  // request accepted last, as DRAMSys does: the next one may therefore exceed the size of its own
  // bank's queue by one, and a full last bank holds up all others.
  bool has_room() const {
    switch (policy_) {
      case BufferPolicy::bankwise:
        return per_bank_[last_bank_] < size_;
      case BufferPolicy::read_write:
        return reads_ < size_ && writes_ < size_;
      case BufferPolicy::shared:
        return reads_ + writes_ < size_;
    }
    return false;
  }

  void add(std::uint32_t bank, bool write) {
    last_bank_ = bank;
    ++per_bank_[bank];
    ++(write ? writes_ : reads_);
  }
  void remove(std::uint32_t bank, bool write) {
    --per_bank_[bank];
    --(write ? writes_ : reads_);
  }

  std::uint32_t reads() const { return reads_; }
  std::uint32_t writes() const { return writes_; }

 private:
  BufferPolicy policy_ = BufferPolicy::bankwise;
  std::uint32_t size_ = 0, last_bank_ = 0, reads_ = 0, writes_ = 0;
  std::vector<std::uint32_t> per_bank_;
};

}  // namespace dramsys
