// An independent check of a command trace against the JEDEC rules.
//
// Deliberately naive and written apart from the simulator: it keeps the whole history and, for each
// command, compares it with every earlier one that a rule of the table below names. A rule says:
// after a command of one set, a command of another set in the same scope must wait so many clocks.
// State (which rows are open, who sleeps) is checked separately. References are to JESD79-3F
// (DDR3), JESD79-4 (DDR4), JESD209-4B (LPDDR4), JESD235A (HBM2) and JESD250 (GDDR6).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "device.hpp"
#include "observer.hpp"
#include "policies.hpp"

namespace dramsys::test {

struct RefreshLimits {
  bool enabled = true;
  std::int64_t postponed = 0;  // refreshes that may be owed; of each bank, with single_banks
  bool single_banks = false;   // RefreshPolicy PerBank
};

RefreshLimits limits_of(const Policies& policies);

// Reads a command trace in the format of src/command_trace.hpp, written apart from it. Throws
// std::runtime_error with the line that is not in the format.
std::vector<CommandRecord> read_commands(const std::string& path);

// One line per violation, at most 20 of them; empty when the trace is legal.
std::vector<std::string> check_commands(const std::vector<CommandRecord>& commands,
                                        const Device& device, const RefreshLimits& refresh,
                                        Cycle end);

}  // namespace dramsys::test
