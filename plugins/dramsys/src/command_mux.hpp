// The CmdMux policy: which of the commands that the banks and managers want goes on the bus.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "command.hpp"
#include "cycles.hpp"
#include "policies.hpp"
#include "timing_rules.hpp"

namespace dramsys {

// A wanted command and the first cycle at which the timing allows it.
struct Candidate {
  Cycle time = never;
  std::uint32_t id = 0;     // of its request; refresh is older than all, power-down younger
  std::uint32_t place = 0;  // bank in the channel, or rank
  Command command = Command::none;
  bool whole_rank = false;
};

inline constexpr std::uint32_t refresh_id = 0;
inline constexpr std::uint32_t power_down_id = 0xffffffff;

class CommandMux {
 public:
  // Where all commands take one clock on one bus, the first possible one is the one that ends
  // first.
  explicit CommandMux(const TimingRules& rules)
      : length_(rules.length), column_bus_(rules.column_bus), simple_(rules.simple_bus()) {}

  void reset(MuxPolicy policy) {
    policy_ = policy;
    next_column_ = 1;
    clear();
  }

  void clear() {
    best_ = {};
    next_time_ = never;
  }

  bool simple() const { return simple_; }
  // Whether the best of several offers is the one that starts first, or the oldest of these.
  bool takes_first() const { return simple_ && policy_ != MuxPolicy::strict; }
  std::uint8_t length_of(Command command) const {
    return length_[static_cast<std::size_t>(command)];
  }

  // Strict serves the requests in their order of arrival, but lets other commands overtake.
  bool allows(Command command, std::uint32_t id) const {
    return policy_ != MuxPolicy::strict || !is_column(command) || id == next_column_;
  }

  // Keep, for each bus, the command that would end first; among equal ones that of the oldest
  // request.
  void offer(const Candidate& candidate, Cycle now) {
    if (!allows(candidate.command, candidate.id)) return;
    if (simple_) {
      if (starts_before(candidate, best_[0])) best_[0] = candidate;
      return;
    }
    Candidate& best = best_[column_bus_ && is_column(candidate.command) ? 1 : 0];
    const Cycle end = candidate.time + length_of(candidate.command);
    const Cycle best_end = best.time + length_of(best.command);
    if (end < best_end || (end == best_end && candidate.id < best.id)) best = candidate;
    if (candidate.time > now) next_time_ = std::min(next_time_, candidate.time);
  }

  // Of the two buses' commands the one that starts first, else that of the older request. It may
  // lie in the future although another one is possible now, which then waits: DRAMSys decides so.
  const Candidate& best() const {
    const auto& [row, column] = best_;
    return starts_before(column, row) ? column : row;
  }

  // When to look again, unless best() is issued now.
  Cycle next_time() const { return simple_ ? best_[0].time : std::min(best().time, next_time_); }

  void issued(const Candidate& candidate) {
    if (is_column(candidate.command)) ++next_column_;
  }

 private:
  // Equally early commands start in the order of their requests.
  static bool starts_before(const Candidate& a, const Candidate& b) {
    return a.time < b.time || (a.time == b.time && a.id < b.id);
  }

  std::array<std::uint8_t, command_count> length_;
  bool column_bus_ = false, simple_ = true;
  MuxPolicy policy_ = MuxPolicy::oldest;
  std::uint32_t next_column_ = 1;
  std::array<Candidate, 2> best_;
  Cycle next_time_ = never;
};

}  // namespace dramsys
