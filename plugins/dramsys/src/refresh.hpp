// The RefreshPolicy of one rank: when all its banks are refreshed.
//
// One refresh is due every tREFI. JEDEC lets up to eight be postponed while there is work and, when
// there is none, up to eight be done ahead (JESD79-3F 4.15, JESD79-4 4.26).
#pragma once

#include <cstdint>

#include "command.hpp"
#include "cycles.hpp"
#include "policies.hpp"
#include "power_down.hpp"

namespace dramsys {

class RefreshManager {
 public:
  // `first` is the first due time: ranks take turns.
  void reset(const Policies& policies, Cycle first, Cycle interval) {
    *this = RefreshManager();
    interval_ = interval;
    due_ = policies.refresh == RefreshPolicy::all_bank ? first : never;
    max_postponed_ = static_cast<std::int32_t>(policies.max_postponed);
    max_pulled_in_ = static_cast<std::int32_t>(policies.max_pulled_in);
  }

  Command next() const { return next_; }
  Cycle due() const { return due_; }

  // What the caller has to do about the banks.
  enum class Banks { run, block };

  // Decide about the refresh that is due at `now`, if any.
  Banks evaluate(Cycle now, bool all_banks_idle, bool any_bank_open, PowerDownManager& power) {
    next_ = Command::none;
    if (now < due_) return Banks::run;
    power.interrupt();
    if (asleep_) return Banks::run;
    if (now >= due_ + interval_) {
      due_ += interval_;
      pulling_in_ = false;
    }
    if (pulling_in_) {
      if (all_banks_idle) {
        next_ = Command::refresh;
      } else {
        pulling_in_ = false;
        due_ += interval_;
      }
      return Banks::run;
    }
    const bool forced = owed_ == max_postponed_;
    if (!forced && !all_banks_idle) {
      ++owed_;
      due_ += interval_;
      return Banks::run;
    }
    next_ = any_bank_open ? Command::precharge_all : Command::refresh;
    return forced ? Banks::block : Banks::run;
  }

  void issued(Command command, Cycle now) {
    switch (command) {
      case Command::refresh:
        if (asleep_) {  // the extra refresh after self refresh restarts the count
          pulling_in_ = false;
          due_ = now + interval_;
          asleep_ = false;
          break;
        }
        if (pulling_in_)
          --owed_;
        else
          pulling_in_ = true;
        if (owed_ == -max_pulled_in_) {
          pulling_in_ = false;
          due_ += interval_;
        }
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
  Command next_ = Command::none;
  Cycle interval_ = 0, due_ = never;
  std::int32_t max_postponed_ = 0, max_pulled_in_ = 0;
  std::int32_t owed_ = 0;    // postponed so far; negative: done ahead
  bool pulling_in_ = false;  // the due refresh is done, more may follow
  bool asleep_ = false;
};

}  // namespace dramsys
