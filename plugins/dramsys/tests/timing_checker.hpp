// An independent check of a command trace against the JEDEC rules.
//
// Deliberately naive and written apart from the simulator: it keeps the whole history and, for each
// command, compares it with every earlier one that a rule of the table below names. A rule says:
// after a command of one set, a command of another set in the same scope must wait so many clocks.
// State (which rows are open, who sleeps) is checked separately. References are to JESD79-3F (DDR3)
// and JESD79-4 (DDR4).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "device.hpp"
#include "observer.hpp"

namespace dramsys::test {

struct RefreshLimits {
  bool enabled = true;
  std::int64_t postponed = 0;  // refreshes that may be owed
};

// One line per violation, at most 20 of them; empty when the trace is legal.
std::vector<std::string> check_commands(const std::vector<CommandRecord>& commands,
                                        const Device& device, const RefreshLimits& refresh,
                                        Cycle end);

}  // namespace dramsys::test
