// Simulated time: clock cycles of the memory (tCK) since the start of the run.
#pragma once

#include <cstdint>
#include <limits>

namespace dramsys {

using Cycle = std::int64_t;

inline constexpr Cycle never = std::numeric_limits<Cycle>::max() / 4;

}  // namespace dramsys
