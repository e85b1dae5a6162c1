// Traces in DRAMSys's format, and their preparation for a memory.
#include "device_file.hpp"
#include "error.hpp"
#include "fuzz.hpp"
#include "trace_reader.hpp"
#include "workload.hpp"

using namespace dramsys;
using archgym::fuzz::expect;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const DeviceFile file = read_device_file(DRAMSYS_DEVICE);
  static const AddressMapping mapping("mapping", file.mappings.begin()->second,
                                      file.device.geometry);
  if (size == 0) return 0;
  const bool relative = (data[0] & 1) != 0;
  try {
    const Trace trace =
        parse_trace(archgym::fuzz::text_of(data + 1, size - 1), "trace.stl", relative);
    expect(!trace.entries.empty(), "a trace has requests");
    // A request of a mebibyte is 16384 bursts: a few of them are enough.
    std::uint64_t bytes = 0;
    for (const TraceEntry& entry : trace.entries) bytes += entry.bytes;
    if (bytes > (std::uint64_t{4} << 20)) return 0;
    const Workload workload = prepare(trace, file.device, mapping, 800);
    expect(workload.requests.size() >= trace.entries.size(), "no request is lost");
    for (const Request& request : workload.requests) {
      expect(request.row < file.device.geometry.rows, "a row exists");
      expect(request.column < file.device.geometry.columns, "a column exists");
      expect(request.bank < file.device.geometry.all_banks(), "a bank exists");
      expect(request.due >= 0, "time begins at 0");
    }
  } catch (const InputError&) {
    return 0;
  }
  return 0;
}
