// Which request of a bank's queue is served next.
//
// FR-FCFS: Rixner et al., "Memory access scheduling", ISCA 2000: row hits first, then the oldest.
// The group variants also avoid turning the data bus round between reads and writes.
#pragma once

#include <cstdint>

#include "bank_queue.hpp"
#include "buffer.hpp"
#include "policies.hpp"

namespace dramsys {

class Scheduler {
 public:
  void reset(const Policies& policies) {
    policy_ = policies.scheduler;
    high_ = policies.high_watermark;
    low_ = policies.low_watermark;
    writing_ = false;
  }

  // Index of the request to serve, or -1 when there is none to serve now.
  std::int32_t pick(const BankQueue& queue, bool open, std::uint32_t row) const {
    if (queue.empty()) return -1;
    switch (policy_) {
      case SchedulerPolicy::fifo:
        return 0;
      case SchedulerPolicy::fr_fcfs:
        return open ? first_hit(queue, row) : 0;
      case SchedulerPolicy::fr_fcfs_grp:
        return open ? grouped_hit(queue, row) : 0;
      case SchedulerPolicy::grp_fr_fcfs: {
        const std::int32_t same = first_of(queue, writing_, open, row);
        return same >= 0 ? same : first_of(queue, !writing_, open, row);
      }
      case SchedulerPolicy::grp_fr_fcfs_wm:
        return first_of(queue, writing_, open, row);
    }
    return -1;
  }

  // Whether the bank has another request than the one to be served, as the adaptive page policies
  // ask; `write` is the direction of that one.
  bool has_another(const BankQueue& queue, bool write) const {
    if (!split()) return queue.size() >= 2;
    const bool direction = policy_ == SchedulerPolicy::grp_fr_fcfs ? write : writing_;
    std::int32_t found = 0;
    for (std::int32_t k = 0; k < queue.size(); ++k) found += queue[k].write == direction;
    return found >= 2;
  }

  // Whether the bank has another request to the open row. Fifo looks at the next in line only.
  bool has_another_hit(const BankQueue& queue, std::uint32_t row, bool write) const {
    if (policy_ == SchedulerPolicy::fifo) return queue.size() >= 2 && queue[1].row == row;
    const bool direction = policy_ == SchedulerPolicy::grp_fr_fcfs ? write : writing_;
    std::int32_t found = 0;
    for (std::int32_t k = 0; k < queue.size(); ++k)
      if (queue[k].row == row && (!split() || queue[k].write == direction) && ++found == 2)
        return true;
    return false;
  }

  // Tell it about an accepted request, after the buffer counted it. True when the choice of other
  // banks may have changed.
  bool accepted(const Buffer& buffer) { return update_drain(buffer); }

  // Tell it about a served request, after the buffer forgot it. True as above.
  bool served(const Buffer& buffer, bool write) {
    if (policy_ == SchedulerPolicy::fr_fcfs_grp || policy_ == SchedulerPolicy::grp_fr_fcfs) {
      const bool changed = writing_ != write;
      writing_ = write;
      return changed;
    }
    return update_drain(buffer);
  }

 private:
  // Reads and writes are kept apart.
  bool split() const { return policy_ >= SchedulerPolicy::grp_fr_fcfs; }

  static std::int32_t first_hit(const BankQueue& queue, std::uint32_t row) {
    for (std::int32_t k = 0; k < queue.size(); ++k)
      if (queue[k].row == row) return k;
    return 0;
  }

  // The first hit in the direction of the last column command that no older hit to the same address
  // forbids to overtake; else the first hit; else the oldest.
  std::int32_t grouped_hit(const BankQueue& queue, std::uint32_t row) const {
    std::int32_t first = -1;
    for (std::int32_t k = 0; k < queue.size(); ++k) {
      if (queue[k].row != row) continue;
      if (first < 0) first = k;
      if (queue[k].write == writing_ && !overtakes(queue, first, k)) return k;
    }
    return first < 0 ? 0 : first;
  }

  static bool overtakes(const BankQueue& queue, std::int32_t first, std::int32_t index) {
    for (std::int32_t k = first; k < index; ++k)
      if (queue[k].row == queue[index].row && queue[k].column == queue[index].column) return true;
    return false;
  }

  static std::int32_t first_of(const BankQueue& queue, bool write, bool open, std::uint32_t row) {
    std::int32_t first = -1;
    for (std::int32_t k = 0; k < queue.size(); ++k) {
      if (queue[k].write != write) continue;
      if (!open) return k;
      if (queue[k].row == row) return k;
      if (first < 0) first = k;
    }
    return first;
  }

  bool update_drain(const Buffer& buffer) {
    if (policy_ != SchedulerPolicy::grp_fr_fcfs_wm) return false;
    const bool before = writing_;
    if (writing_)
      writing_ = !(buffer.writes() <= low_ && buffer.reads() != 0);
    else
      writing_ = buffer.writes() > high_ || buffer.reads() == 0;
    return writing_ != before;
  }

  SchedulerPolicy policy_ = SchedulerPolicy::fr_fcfs;
  std::uint32_t high_ = 0, low_ = 0;
  // Group schedulers: direction of the last column command. Watermarks: writes are being drained.
  bool writing_ = false;
};

}  // namespace dramsys
