// The CmdMux policy: which of the commands that the banks and managers want goes on the bus.
#pragma once

#include <cstdint>

#include "command.hpp"
#include "cycles.hpp"
#include "policies.hpp"

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
  void reset(MuxPolicy policy) {
    policy_ = policy;
    next_column_ = 1;
    best_ = {};
  }

  void clear() { best_ = {}; }

  // Strict serves the requests in their order of arrival, but lets other commands overtake.
  bool allows(Command command, std::uint32_t id) const {
    return policy_ != MuxPolicy::strict || !is_column(command) || id == next_column_;
  }

  // Keep the earliest; among equally early ones that of the oldest request.
  void offer(const Candidate& candidate) {
    if (!allows(candidate.command, candidate.id)) return;
    if (candidate.time < best_.time || (candidate.time == best_.time && candidate.id < best_.id))
      best_ = candidate;
  }

  const Candidate& best() const { return best_; }

  void issued(const Candidate& candidate) {
    if (is_column(candidate.command)) ++next_column_;
  }

 private:
  MuxPolicy policy_ = MuxPolicy::oldest;
  std::uint32_t next_column_ = 1;
  Candidate best_;
};

}  // namespace dramsys
