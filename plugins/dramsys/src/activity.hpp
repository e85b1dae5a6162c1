// What one rank did and how long it spent in each state: the input of the energy model.
#pragma once

#include <algorithm>
#include <cstdint>

#include "cycles.hpp"
#include "device.hpp"

namespace dramsys {

// Cycles are counted as DRAMPower does (Chandrasekar et al., "DRAMPower: Open-source DRAM Power and
// Energy Estimation Tool", and "Improved Power Modeling of DDR SDRAMs", DSD 2011): a rank is active
// while any bank is open; a refresh counts tRFC - tRP as active and tRP as precharged, and that
// time is not taken back when the rank powers down meanwhile.
struct Activity {
  std::int64_t activates = 0, precharges = 0;      // banks opened, banks closed
  std::int64_t single_precharges = 0;              // of these, not by a precharge of all banks
  std::int64_t reads = 0, writes = 0;              // with and without auto-precharge
  std::int64_t refreshes = 0, bank_refreshes = 0;  // of all banks of the rank, of one
  std::int64_t power_downs = 0, self_refreshes = 0;
  std::int64_t active_cycles = 0, precharged_cycles = 0;
  std::int64_t active_down_cycles = 0, precharged_down_cycles = 0;
  std::int64_t self_refresh_cycles = 0;
  // The refresh that entering self refresh starts: its cycles within self refresh, and those left
  // over when it is left early.
  std::int64_t inner_refresh_active = 0, inner_refresh_precharged = 0;
  std::int64_t outer_refresh_active = 0, outer_refresh_precharged = 0;

  // All cycles that some state was counted for: DRAMPower divides by them to get the power. A
  // refresh counts in full even where a power-down overlaps it, so they may exceed the run's.
  std::int64_t accounted_cycles() const {
    return active_cycles + precharged_cycles + active_down_cycles + precharged_down_cycles +
           self_refresh_cycles + inner_refresh_active + inner_refresh_precharged +
           outer_refresh_active + outer_refresh_precharged;
  }
};

class ActivityMeter {
 public:
  void reset(const Device& device) {
    const Timing& timing = device.timing;
    const Cycle burst = device.geometry.burst_cycles();
    *this = ActivityMeter();
    refresh_active_ = timing.nRFC - timing.nRP;
    refresh_precharged_ = timing.nRP;
    read_ends_ = timing.nRL + timing.nDQSCK + burst;
    write_ends_ = timing.nWL + burst + timing.nWR - 1;
    activate_ends_ = timing.nRCD - 1;
    precharge_ends_ = timing.nRP - 1;
  }

  void activate(Cycle now) {
    last(now, activate_ends_);
    ++activity_.activates;
    if (active_ && open_ == 0 && closed_ <= now) close();
    if (!active_) {
      activity_.precharged_cycles += std::max<Cycle>(0, now - precharged_since_);
      active_since_ = now;
      active_ = true;
    }
    ++open_;
  }
  // The bank closes at `time`, which for an auto-precharge is later than its command.
  void precharge(Cycle time) {
    last(time, precharge_ends_);
    ++activity_.precharges;
    ++activity_.single_precharges;
    --open_;
    closed_ = std::max(closed_, time);
  }
  void precharge_all(Cycle now) {
    last(now, precharge_ends_);
    activity_.precharges += open_;
    open_ = 0;
    closed_ = std::max(closed_, now);
  }
  void read(Cycle now) {
    last(now, read_ends_);
    ++activity_.reads;
  }
  void write(Cycle now) {
    last(now, write_ends_);
    ++activity_.writes;
  }

  void refresh(Cycle now) {
    last(now, -1);
    ++activity_.refreshes;
    close();
    activity_.precharged_cycles += std::max<Cycle>(0, now - precharged_since_);
    activity_.active_cycles += refresh_active_;
    precharged_since_ = now + refresh_active_;
  }
  // The bank is closed; the rank's state does not change.
  void refresh_bank() { ++activity_.bank_refreshes; }
  void enter_active_down(Cycle now) {
    last(now, -1);
    ++activity_.power_downs;
    activity_.active_cycles += now - active_since_;
    down_since_ = now;
    state_ = State::active_down;
  }
  void exit_active_down(Cycle now) {
    last(now, -1);
    activity_.active_down_cycles += now - down_since_;
    active_since_ = now;
    state_ = State::up;
  }
  void enter_precharged_down(Cycle now) {
    last(now, -1);
    ++activity_.power_downs;
    if (active_ && closed_ > now) {
      // An auto-precharge ends within the power-down. DRAMPower then counts from the end of the
      // last precharged time again, and so do we.
      activity_.precharged_cycles += std::max<Cycle>(0, now - precharged_since_);
      close();
    } else {
      close();
      activity_.precharged_cycles += std::max<Cycle>(0, now - precharged_since_);
    }
    down_since_ = now;
    state_ = State::precharged_down;
  }
  void exit_precharged_down(Cycle now) {
    last(now, -1);
    activity_.precharged_down_cycles += now - down_since_;
    precharged_since_ = now;
    state_ = State::up;
  }
  void enter_self_refresh(Cycle now) {
    last(now, -1);
    ++activity_.self_refreshes;
    close();
    activity_.precharged_cycles += std::max<Cycle>(0, now - precharged_since_);
    down_since_ = now;
    state_ = State::self_refresh;
  }
  void exit_self_refresh(Cycle now) {
    last(now, -1);
    const Cycle left = count_self_refresh(now);
    const Cycle left_precharged = std::min(left, refresh_precharged_);
    activity_.outer_refresh_precharged += left_precharged;
    activity_.outer_refresh_active += left - left_precharged;
    precharged_since_ = now + left;
    state_ = State::up;
  }

  // DRAMPower closes its books when the last command is done, the precharge in a column command
  // included, and so do we; the last response may come earlier or later.
  Cycle last_command() const { return last_command_; }
  Cycle done() const { return done_; }

  // Close the books at `end`, which for several ranks is the done() of the last command of all.
  const Activity& finish(Cycle end) {
    switch (state_) {
      case State::active_down:
        exit_active_down(end);
        break;
      case State::precharged_down:
        exit_precharged_down(end);
        break;
      case State::self_refresh:
        count_self_refresh(end);
        return activity_;
      case State::up:
        break;
    }
    if (active_ && open_ == 0 && closed_ <= end) close();
    if (active_)
      activity_.active_cycles += std::max<Cycle>(0, end - active_since_);
    else
      activity_.precharged_cycles += std::max<Cycle>(0, end - precharged_since_);
    return activity_;
  }

 private:
  enum class State { up, active_down, precharged_down, self_refresh };

  void last(Cycle now, Cycle ends_after) {
    if (now < last_command_) return;
    last_command_ = now;
    done_ = now + ends_after;
  }

  // The last open bank closed at closed_.
  void close() {
    if (!active_) return;
    activity_.active_cycles += std::max<Cycle>(0, closed_ - active_since_);
    precharged_since_ = closed_;
    active_ = false;
  }

  // Cycles of the refresh at the start of self refresh that were still to come at `now`.
  Cycle count_self_refresh(Cycle now) {
    const Cycle stay = now - down_since_;
    const Cycle refreshing = std::min(stay, refresh_active_ + refresh_precharged_);
    const Cycle active = std::min(refreshing, refresh_active_);
    activity_.inner_refresh_active += active;
    activity_.inner_refresh_precharged += refreshing - active;
    activity_.self_refresh_cycles += stay - refreshing;
    return refresh_active_ + refresh_precharged_ - refreshing;
  }

  Activity activity_;
  Cycle refresh_active_ = 0, refresh_precharged_ = 0;
  Cycle read_ends_ = 0, write_ends_ = 0, activate_ends_ = 0, precharge_ends_ = 0;
  Cycle last_command_ = 0, done_ = 0;
  State state_ = State::up;
  bool active_ = false;  // some bank is open, or closes at closed_
  std::int32_t open_ = 0;
  Cycle active_since_ = 0, precharged_since_ = 0, closed_ = 0, down_since_ = 0;
};

}  // namespace dramsys
