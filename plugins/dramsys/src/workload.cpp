#include "workload.hpp"

#include <algorithm>
#include <cmath>

namespace dramsys {

Workload prepare(const Trace& trace, const Device& device, const AddressMapping& mapping,
                 double initiator_mhz) {
  Workload workload;
  workload.clocks = {std::llround(1e6 / initiator_mhz), device.period_ps()};
  workload.relative = trace.relative;
  workload.requests.reserve(trace.entries.size());
  const std::uint64_t burst = device.geometry.burst_bytes();
  for (const TraceEntry& entry : trace.entries) {
    // Addresses wrap at the memory's size, which also keeps the sums below from overflowing.
    const std::uint64_t offset = entry.address % burst;
    const std::uint64_t first = (entry.address - offset) % mapping.capacity();
    const std::uint64_t end = first + offset + std::max<std::uint64_t>(entry.bytes, 1);
    auto due = static_cast<Cycle>(entry.time);
    if (!trace.relative) due = workload.clocks.seen(due);
    for (std::uint64_t address = first; address < end; address += burst) {
      const Location location = mapping.decode(address);
      workload.requests.push_back({due, location.row, location.column,
                                   static_cast<std::uint16_t>(location.bank), entry.write});
      if (trace.relative) due = 0;
    }
  }
  return workload;
}

}  // namespace dramsys
