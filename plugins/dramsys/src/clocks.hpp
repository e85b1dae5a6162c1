// The initiator's clock and the memory's.
#pragma once

#include <cstdint>

#include "cycles.hpp"

namespace dramsys {

// Relation between the initiator's clock and the memory's, both in ps.
struct Clocks {
  std::int64_t initiator_ps = 1, memory_ps = 1;

  bool same() const { return initiator_ps == memory_ps; }

  // Cycle at which the arbiter sees a request that the initiator sends at its clock tick `tick`.
  Cycle seen(std::int64_t tick) const {
    return same() ? tick : (tick * initiator_ps + memory_ps - 1) / memory_ps;
  }
  // The same for the first tick after cycle `cycle`.
  Cycle first_after(Cycle cycle) const {
    return same() ? cycle + 1 : seen(cycle * memory_ps / initiator_ps + 1);
  }
  // The same for the first tick at least `ticks` ticks after cycle `cycle`.
  Cycle ticks_after(Cycle cycle, std::int64_t ticks) const {
    if (same()) return cycle + ticks;
    return seen((cycle * memory_ps + initiator_ps - 1) / initiator_ps + ticks);
  }
};

}  // namespace dramsys
