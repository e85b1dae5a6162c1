// A trace prepared for one memory: bursts with their places in the devices.
#pragma once

#include <span>
#include <vector>

#include "address_mapping.hpp"
#include "clocks.hpp"
#include "device.hpp"
#include "request.hpp"
#include "request_source.hpp"
#include "trace.hpp"

namespace dramsys {

struct Workload {
  std::vector<Request> requests;
  Clocks clocks;
  bool relative = false;
};

// Turns entries of a trace into requests. Addresses are aligned down to a burst; longer entries
// become one request per burst, sent one after the other. `mapping` must outlive it.
class RequestMaker {
 public:
  // `initiator_mhz` is the clock that the trace's times count.
  RequestMaker(const Device& device, const AddressMapping& mapping, double initiator_mhz,
               bool relative);

  const Clocks& clocks() const { return clocks_; }
  bool relative() const { return relative_; }

  void append(const TraceEntry& entry, std::vector<Request>& requests) const;

 private:
  const AddressMapping& mapping_;
  std::uint64_t burst_;  // bytes
  Clocks clocks_;
  bool relative_;
};

Workload prepare(const Trace& trace, const Device& device, const AddressMapping& mapping,
                 double initiator_mhz);

// A workload, which must outlive it, in one piece.
class WholeWorkload final : public RequestSource {
 public:
  explicit WholeWorkload(const Workload& workload)
      : RequestSource(workload.clocks, workload.relative), requests_(workload.requests) {}

  std::span<const Request> next() override {
    const std::span<const Request> piece = given_ ? std::span<const Request>() : requests_;
    given_ = true;
    return piece;
  }

  double share(std::uint64_t served) const override {
    return requests_.empty() ? 1
                             : static_cast<double>(served) / static_cast<double>(requests_.size());
  }

 private:
  std::span<const Request> requests_;
  bool given_ = false;
};

}  // namespace dramsys
