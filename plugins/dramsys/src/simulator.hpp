// A memory system and what a run of a workload on it measures.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include "channel.hpp"
#include "device.hpp"
#include "energy.hpp"
#include "front_end.hpp"
#include "latency.hpp"
#include "observer.hpp"
#include "policies.hpp"
#include "progress.hpp"
#include "shared_front_end.hpp"
#include "workload.hpp"

namespace dramsys {

struct Measurements {
  double total_time = 0;      // ns, until the last response has reached its initiator
  double mean_latency = 0;    // ns, from the controller's input to the response
  double p99_latency = 0;     // ns
  double bandwidth = 0;       // GB/s of data moved
  Energy energy;              // nJ
  double average_power = 0;   // mW
  std::int64_t row_hits = 0;  // column commands to a row that an earlier request opened
  Activity activity;          // of all ranks together
};

// Reusable: each run starts afresh, also after one that threw, and keeps its memory. Not thread
// safe; instances are independent of each other.
class Simulator {
 public:
  explicit Simulator(const Device& device);

  const Device& device() const { return device_; }

  // Simulates all requests of the sources, one for each initiator; `observers`: one for each
  // channel. Throws RefusedDesign, Deadlock (error.hpp), and what the sources and `progress` throw.
  template <class Observer>
  Measurements run(const RequestSources& sources, const Policies& policies,
                   std::span<Observer> observers, Progress& progress);

  // The same, where there is one channel or nothing to observe.
  template <class Observer>
  Measurements run(const RequestSources& sources, const Policies& policies, Observer& observer,
                   Progress& progress) {
    if constexpr (std::is_same_v<Observer, NoObserver>) {
      std::array<NoObserver, most_channels> nobody;
      return run(sources, policies, std::span<NoObserver>(nobody), progress);
    } else {
      return run(sources, policies, std::span<Observer>(&observer, 1), progress);
    }
  }

  template <class Observer>
  Measurements run(const Workload& workload, const Policies& policies, Observer& observer,
                   Progress& progress) {
    RequestSources sources;
    sources.push_back(std::make_unique<WholeWorkload>(workload));
    return run(sources, policies, observer, progress);
  }

 private:
  void check(const Policies& policies) const;
  template <class Observer>
  void run_one(const RequestSource& source, Observer& observer, Progress& progress);
  template <class Observer>
  void run_several(const RequestSources& sources, std::span<Observer> observers,
                   Progress& progress);
  Measurements measure(Cycle end);

  Device device_;
  std::vector<Channel> channels_;
  FrontEnd front_;               // of one initiator and one channel
  SharedFrontEnd shared_;        // of several of either
  LatencyStatistics latencies_;  // of all channels
};

}  // namespace dramsys
