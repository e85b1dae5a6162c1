// The database that DRAMSys writes when it is asked to: every command and every request.
#pragma once

#include <filesystem>
#include <vector>

namespace dramsys {

// Of all channels together.
struct Recording {
  double mean_latency = 0;  // ns, from the controller's input to the response
  double p99_latency = 0;   // ns, as the built-in model counts it
  double row_hits = 0;      // reads and writes without an activate of their own
  double activates = 0, precharges = 0, reads = 0, writes = 0, refreshes = 0;
};

// One file per channel. Throws InputError when one cannot be read or holds no requests.
Recording read_recording(const std::vector<std::filesystem::path>& files);

}  // namespace dramsys
