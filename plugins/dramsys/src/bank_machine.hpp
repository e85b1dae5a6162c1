// One bank as the controller sees it: its state and the next command it wants to issue.
#pragma once

#include <cstdint>

#include "bank_queue.hpp"
#include "command.hpp"
#include "policies.hpp"
#include "scheduler.hpp"

namespace dramsys {

struct BankMachine {
  Command next = Command::none;
  bool open = false;
  bool committed = false;     // activated for `current` and no column command since: keep that row
  bool blocked = false;       // a refresh is due
  bool asleep = false;        // the rank is powered down
  bool untouched = false;     // activated and no column command since
  std::int32_t current = -1;  // index in the queue of the request being served
  std::uint32_t row = 0;      // the open row

  bool idle() const { return current < 0; }

  // Choose the request to serve and the command it needs. Same state, same choice.
  void evaluate(PagePolicy page, const Scheduler& scheduler, const BankQueue& queue) {
    next = Command::none;
    if (asleep || blocked) return;
    const std::int32_t pick = scheduler.pick(queue, open, row);
    if (pick < 0) return;
    if (!committed || queue[pick].row == row) current = pick;
    if (!open) {
      next = Command::activate;
      return;
    }
    const Pending& request = queue[current];
    if (request.row != row) {
      next = Command::precharge;
      return;
    }
    const bool close = closes_row(page, scheduler, queue, request.write);
    if (request.write)
      next = close ? Command::write_auto : Command::write;
    else
      next = close ? Command::read_auto : Command::read;
  }

 private:
  bool closes_row(PagePolicy page, const Scheduler& scheduler, const BankQueue& queue,
                  bool write) const {
    switch (page) {
      case PagePolicy::open:
        return false;
      case PagePolicy::closed:
        return true;
      case PagePolicy::open_adaptive:
        return scheduler.has_another(queue, write) && !scheduler.has_another_hit(queue, row, write);
      case PagePolicy::closed_adaptive:
        return !scheduler.has_another_hit(queue, row, write);
    }
    return false;
  }
};

}  // namespace dramsys
