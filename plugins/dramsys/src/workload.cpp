#include "workload.hpp"

#include <algorithm>
#include <cmath>

namespace dramsys {

RequestMaker::RequestMaker(const Device& device, const AddressMapping& mapping,
                           double initiator_mhz, bool relative)
    : mapping_(mapping),
      burst_(device.geometry.burst_bytes()),
      clocks_{std::llround(1e6 / initiator_mhz), device.period_ps()},
      relative_(relative) {}

void RequestMaker::append(const TraceEntry& entry, std::vector<Request>& requests) const {
  // Addresses wrap at the memory's size, which also keeps the sums below from overflowing.
  const std::uint64_t offset = entry.address % burst_;
  const std::uint64_t first = (entry.address - offset) % mapping_.capacity();
  const std::uint64_t end = first + offset + std::max<std::uint64_t>(entry.bytes, 1);
  auto due = static_cast<Cycle>(entry.time);
  if (!relative_) due = clocks_.seen(due);
  for (std::uint64_t address = first; address < end; address += burst_) {
    const Location location = mapping_.decode(address);
    requests.push_back({due, location.row, location.column,
                        static_cast<std::uint16_t>(location.bank),
                        static_cast<std::uint8_t>(location.channel), entry.write});
    if (relative_) due = 0;
  }
}

Workload prepare(const Trace& trace, const Device& device, const AddressMapping& mapping,
                 double initiator_mhz) {
  const RequestMaker maker(device, mapping, initiator_mhz, trace.relative);
  Workload workload{{}, maker.clocks(), trace.relative};
  workload.requests.reserve(trace.entries.size());
  for (const TraceEntry& entry : trace.entries) maker.append(entry, workload.requests);
  return workload;
}

}  // namespace dramsys
