// Workloads of several initiators: which traces are played, and at which clocks
// (schemas/dramsys-initiators.schema.json).
//
// DRAMSys's list of initiators, a JSON file of its own:
//   {"tracesetup": [{"name": "cpu.stl", "clkMhz": 2000}, {"name": "stream"}]}
// `name` is a trace file (its path from the directory of this file) or the id of a workload in the
// manifest; `clkMhz` is the clock that the times of the trace count, by default the
// configuration's.
#pragma once

#include <string>
#include <vector>

namespace dramsys {

// An initiator.
struct TracePlayer {
  std::string trace;  // id of a workload or absolute path of a trace file
  double mhz = 0;
};

using TraceSetup = std::vector<TracePlayer>;

// Reads a setup from the file with this absolute path. Throws InputError.
TraceSetup read_trace_setup(const std::string& path, double default_mhz);

}  // namespace dramsys
