// The generated workloads: traffic patterns made from fixed seeds, the same everywhere.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "trace.hpp"

namespace dramsys {

// All accesses are 64 bytes within the first GiB.
//   stream   10,000 reads of neighbouring addresses, one per clock
//   random   10,000 reads of random addresses, one per clock
//   strided  10,000 accesses 8,256 bytes apart, 32 reads and 32 writes in turn, one per clock
//   mixed    10,000 accesses: 7 of 10 continue one of two reading and a writing stream, the others
//            are random with 3 writes in 10; 1 of 10 follows after a pause of 2 to 11 clocks
//   sparse   10,000 accesses in bursts of 8 neighbouring addresses at random places, every fourth
//            burst of writes, 4 clocks apart, with 60 to 399 idle clocks between bursts
// Nothing for another id.
std::optional<Trace> generate_workload(std::string_view id);

std::vector<std::string_view> generated_workload_ids();

}  // namespace dramsys
