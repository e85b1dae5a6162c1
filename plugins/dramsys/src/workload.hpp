// A trace prepared for one memory: bursts with their places in the devices.
#pragma once

#include <vector>

#include "address_mapping.hpp"
#include "clocks.hpp"
#include "device.hpp"
#include "request.hpp"
#include "trace.hpp"

namespace dramsys {

struct Workload {
  std::vector<Request> requests;
  Clocks clocks;
  bool relative = false;
};

// Addresses are aligned down to a burst; longer requests become one request per burst, sent one
// after the other. `initiator_mhz` is the clock that the trace's times count.
Workload prepare(const Trace& trace, const Device& device, const AddressMapping& mapping,
                 double initiator_mhz);

}  // namespace dramsys
