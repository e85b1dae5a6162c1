// The RefreshPolicy of one rank: when its banks are refreshed, all at once or one at a time.
//
// One refresh is due every tREFI (of one bank: tREFIpb). JEDEC lets up to eight be postponed while
// there is work and, when there is none, up to eight be done ahead (JESD79-3F 4.15, JESD79-4 4.26,
// JESD209-4B 4.16).
#pragma once

#include <bit>
#include <cstdint>

#include "command.hpp"
#include "cycles.hpp"
#include "policies.hpp"
#include "power_down.hpp"

namespace dramsys {

// Bit per bank of a rank.
using BankSet = std::uint64_t;

class RefreshManager {
 public:
  // `first` is the first due time: ranks take turns. `interval` is that of the policy's refreshes.
  void reset(const Policies& policies, Cycle first, Cycle interval, std::uint32_t banks) {
    *this = RefreshManager();
    policy_ = policies.refresh;
    interval_ = interval;
    due_ = policy_ == RefreshPolicy::no_refresh ? never : first;
    all_banks_ = banks == 64 ? ~BankSet{0} : (BankSet{1} << banks) - 1;
    remaining_ = all_banks_;
    // Limits are in refreshes of the whole rank.
    const std::uint32_t commands = policy_ == RefreshPolicy::per_bank ? banks : 1;
    max_postponed_ = static_cast<std::int32_t>(policies.max_postponed * commands);
    max_pulled_in_ = static_cast<std::int32_t>(policies.max_pulled_in * commands);
  }

  Command next() const { return next_; }
  // The bank within the rank that next() is for; unless that is a command of the rank.
  std::uint32_t bank() const { return bank_; }
  Cycle due() const { return due_; }

  // Decide about the refresh that is due at `now`, if any, from the banks that serve no request and
  // those with an open row. Returns the banks that must not start anything until their refresh.
  BankSet evaluate(Cycle now, BankSet idle, BankSet open, PowerDownManager& power) {
    next_ = Command::none;
    if (now < due_) return 0;
    power.interrupt();
    if (asleep_) return 0;
    if (now >= due_ + interval_) {
      due_ += interval_;
      pulling_in_ = false;
    }
    return policy_ == RefreshPolicy::all_bank ? evaluate_all(idle, open) : evaluate_one(idle, open);
  }

  void issued(Command command, Cycle now) {
    switch (command) {
      case Command::refresh:
        if (asleep_) {  // the extra refresh after self refresh restarts the count
          pulling_in_ = false;
          due_ = now + interval_;
          asleep_ = false;
          remaining_ = all_banks_;
          chosen_ = false;
          break;
        }
        count();
        break;
      case Command::refresh_bank:
        chosen_ = false;
        remaining_ &= ~(BankSet{1} << bank_);
        if (remaining_ == 0) remaining_ = all_banks_;
        count();
        break;
      case Command::enter_active_down:
      case Command::enter_precharged_down:
        asleep_ = true;
        break;
      case Command::enter_self_refresh:
        asleep_ = true;
        due_ = never;
        break;
      case Command::exit_active_down:
      case Command::exit_precharged_down:
        asleep_ = false;
        break;
      default:
        break;
    }
  }

 private:
  BankSet evaluate_all(BankSet idle, BankSet open) {
    if (pulling_in_) {
      if (idle == all_banks_)
        next_ = Command::refresh;
      else
        stop_pulling_in();
      return 0;
    }
    const bool forced = owed_ == max_postponed_;
    if (!forced && idle != all_banks_) {
      postpone();
      return 0;
    }
    next_ = open != 0 ? Command::precharge_all : Command::refresh;
    return forced ? all_banks_ : 0;
  }

  // Of the banks that this round has not refreshed yet, the first idle one, else the first.
  BankSet evaluate_one(BankSet idle, BankSet open) {
    const BankSet candidates = remaining_ & idle;
    const bool forced = !pulling_in_ && owed_ == max_postponed_;
    if (!chosen_) {
      if (candidates == 0 && !forced) {
        if (pulling_in_)
          stop_pulling_in();
        else
          postpone();
        return 0;
      }
      bank_ =
          static_cast<std::uint32_t>(std::countr_zero(candidates != 0 ? candidates : remaining_));
    }
    const BankSet bit = BankSet{1} << bank_;
    if (open & bit) {
      next_ = Command::precharge;
      return 0;
    }
    next_ = Command::refresh_bank;
    if (!forced) return 0;
    chosen_ = true;
    return bit;
  }

  void postpone() {
    ++owed_;
    due_ += interval_;
  }
  void stop_pulling_in() {
    pulling_in_ = false;
    due_ += interval_;
  }
  void count() {
    if (pulling_in_)
      --owed_;
    else
      pulling_in_ = true;
    if (owed_ == -max_pulled_in_) stop_pulling_in();
  }

  RefreshPolicy policy_ = RefreshPolicy::no_refresh;
  Command next_ = Command::none;
  Cycle interval_ = 0, due_ = never;
  std::int32_t max_postponed_ = 0, max_pulled_in_ = 0;
  std::int32_t owed_ = 0;    // postponed so far; negative: done ahead
  bool pulling_in_ = false;  // the due refresh is done, more may follow
  bool asleep_ = false;
  // Of single banks:
  BankSet all_banks_ = 0, remaining_ = 0;
  std::uint32_t bank_ = 0;
  bool chosen_ = false;  // a forced refresh of bank_ waits: no other bank is looked for
};

}  // namespace dramsys
