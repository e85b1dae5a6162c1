// Energy from activity and currents.
#pragma once

#include "activity.hpp"
#include "device.hpp"

namespace dramsys {

// nJ, of all devices of the rank.
struct Energy {
  double activate = 0, precharge = 0, read = 0, write = 0, refresh = 0;
  double active_standby = 0, precharged_standby = 0;
  double power_down = 0, self_refresh = 0;

  double total() const {
    return activate + precharge + read + write + refresh + active_standby + precharged_standby +
           power_down + self_refresh;
  }
  Energy& operator+=(const Energy& other);
};

// The current-based model of DRAMPower and of Micron's power calculators (TN-41-01, TN-40-07):
// every state draws its standby current; every command adds the difference between its loop current
// and the standby current for as long as it lasts. No I/O and no termination.
Energy energy_of(const Activity& activity, const Device& device);

}  // namespace dramsys
