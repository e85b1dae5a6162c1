// A memory trace: what an initiator asks for and when.
#pragma once

#include <cstdint>
#include <vector>

namespace dramsys {

struct TraceEntry {
  std::uint64_t time = 0;     // initiator clocks: since the start, or since the last acceptance
  std::uint64_t address = 0;  // bytes
  std::uint32_t bytes = 0;    // 0: one burst of the memory
  bool write = false;
};

struct Trace {
  std::vector<TraceEntry> entries;
  // Times count from the acceptance of the previous request (.rstl) instead of the start (.stl).
  bool relative = false;
};

}  // namespace dramsys
