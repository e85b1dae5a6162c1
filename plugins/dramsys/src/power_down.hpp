// The PowerDownPolicy of one rank: power down as soon as no request waits for it.
//
// Staggered (Jung et al., "Power Modelling of 3D-Stacked Memories with TLM2.0 based Virtual
// Platforms", SNUG 2013): power-down first; if the rank is still idle when a refresh comes due with
// all banks closed, self refresh instead of that refresh.
#pragma once

#include "command.hpp"

namespace dramsys {

class PowerDownManager {
 public:
  void reset(bool enabled) {
    *this = PowerDownManager();
    enabled_ = entry_wanted_ = enabled;
  }

  Command next() const { return next_; }

  // The last waiting request of the rank was served.
  void want_entry() {
    if (!enabled_) return;
    rank_idle_ = true;
    if (state_ == State::up) entry_wanted_ = true;
  }
  // A request for the rank arrived.
  void want_exit() {
    if (!enabled_) return;
    rank_idle_ = false;
    self_refresh_wanted_ = false;
    entry_wanted_ = false;
    if (state_ != State::up) exit_wanted_ = true;
  }
  // A refresh is due.
  void interrupt() {
    if (!enabled_) return;
    entry_wanted_ = false;
    if (state_ != State::up) exit_wanted_ = true;
  }

  void evaluate(bool any_bank_open) {
    next_ = Command::none;
    if (!enabled_) return;
    if (exit_wanted_) {
      switch (state_) {
        case State::up:
          break;
        case State::active_down:
          next_ = Command::exit_active_down;
          break;
        case State::precharged_down:
          next_ = Command::exit_precharged_down;
          break;
        case State::self_refresh:
          next_ = Command::exit_self_refresh;
          break;
        case State::extra_refresh:
          next_ = Command::refresh;
          break;
      }
    } else if (entry_wanted_) {
      next_ = any_bank_open ? Command::enter_active_down : Command::enter_precharged_down;
    } else if (self_refresh_wanted_) {
      next_ = Command::enter_self_refresh;
    }
  }

  void issued(Command command) {
    if (!enabled_) return;
    switch (command) {
      case Command::enter_active_down:
        state_ = State::active_down;
        entry_wanted_ = false;
        break;
      case Command::enter_precharged_down:
        state_ = State::precharged_down;
        entry_wanted_ = false;
        break;
      case Command::enter_self_refresh:
        state_ = State::self_refresh;
        entry_wanted_ = self_refresh_wanted_ = false;
        break;
      case Command::exit_active_down:
        state_ = State::up;
        exit_wanted_ = false;
        break;
      case Command::exit_precharged_down:
        state_ = State::up;
        exit_wanted_ = false;
        if (rank_idle_) self_refresh_wanted_ = true;
        break;
      // JESD79-3F 4.16: at least one extra refresh after leaving self refresh.
      case Command::exit_self_refresh:
        state_ = State::extra_refresh;
        break;
      case Command::refresh:
        if (state_ == State::extra_refresh) {
          state_ = State::up;
          exit_wanted_ = false;
        } else if (rank_idle_) {
          entry_wanted_ = true;
        }
        break;
      case Command::refresh_bank:
        if (rank_idle_) entry_wanted_ = true;
        break;
      default:
        break;
    }
  }

 private:
  enum class State { up, active_down, precharged_down, self_refresh, extra_refresh };

  State state_ = State::up;
  Command next_ = Command::none;
  bool enabled_ = false;
  bool rank_idle_ = true;
  bool entry_wanted_ = false, exit_wanted_ = false, self_refresh_wanted_ = false;
};

}  // namespace dramsys
