// The metrics in the order of the manifest.
#pragma once

#include <cstddef>

namespace dramsys {

enum Metric : std::size_t {
  total_time,
  mean_latency,
  p99_latency,
  bandwidth,
  energy,
  average_power,
  row_hits,
  activates,
  precharges,
  reads,
  writes,
  refreshes,
};

}  // namespace dramsys
