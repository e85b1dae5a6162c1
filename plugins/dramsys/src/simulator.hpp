// A memory system and what a run of a workload on it measures.
#pragma once

#include <cstdint>

#include "channel.hpp"
#include "device.hpp"
#include "energy.hpp"
#include "observer.hpp"
#include "policies.hpp"
#include "workload.hpp"

namespace dramsys {

struct Measurements {
  double total_time = 0;      // ns, until the last response has reached the initiator
  double mean_latency = 0;    // ns, from the controller's input to the response
  double p99_latency = 0;     // ns
  double bandwidth = 0;       // GB/s of data moved
  Energy energy;              // nJ
  double average_power = 0;   // mW
  std::int64_t row_hits = 0;  // column commands to a row that an earlier request opened
  Activity activity;          // of all ranks together
};

// Not thread safe; instances are independent of each other.
class Simulator {
 public:
  explicit Simulator(const Device& device) : device_(device), channel_(device) {}

  const Device& device() const { return device_; }

  // Throws RefusedDesign, and what Channel::run() throws.
  template <class Observer>
  Measurements run(RequestSource& source, const Policies& policies, Observer& observer,
                   Progress& progress) {
    check(policies);
    channel_.run(source, policies, observer, progress);
    return measure();
  }

  template <class Observer>
  Measurements run(const Workload& workload, const Policies& policies, Observer& observer,
                   Progress& progress) {
    WholeWorkload source(workload);
    return run(source, policies, observer, progress);
  }

 private:
  void check(const Policies& policies) const;
  Measurements measure();

  Device device_;
  Channel channel_;
};

}  // namespace dramsys
