// Measurements of DRAMSys v5.0, which lie beside the project and are not part of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policies.hpp"

namespace dramsys::test {

struct ReferenceRow {
  std::string set, config, memory, mapping, trace;  // memory and mapping in our names
  double initiator_mhz = 0;
  Policies policies;
  double total_time = 0, mean_latency = 0, p99_latency = 0;  // ns
  double energy = 0, average_power = 0;                      // nJ, mW
  double activates = 0, precharges = 0, reads = 0, writes = 0, refreshes = 0;
};

// The directory with dramsys_reference.csv and traces/, or nothing: ARCHGYM_REFERENCE_DATA names
// its parent (environment variable, else what CMake was given).
std::optional<std::string> reference_directory();

std::vector<ReferenceRow> read_reference(const std::string& directory);

}  // namespace dramsys::test
