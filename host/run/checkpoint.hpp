// What a session must know to go on where another one was: the proposals under way, and the state
// of the agent, which has made them already.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "space/space.hpp"

namespace archgym::host {

struct LoopState {
  struct Proposal {
    Point point;
    bool copy = false;  // shares the result of an equal design
    std::optional<std::uint64_t> previous;
  };
  std::vector<Proposal> under_way;  // in ask order
  bool asked = false;               // since it was told
  bool agent_finished = false;      // it is not asked again
  std::string agent;                // its own state
};

// Little-endian, so that a run can be continued on another machine. Shorter or longer bytes are an
// error.
std::string to_bytes(const LoopState& state);
Result<LoopState> loop_state_from_bytes(std::string bytes, std::size_t parameters);

}  // namespace archgym::host
