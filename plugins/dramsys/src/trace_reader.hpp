// DRAMSys's trace format, .stl (absolute times) and .rstl (relative times), plain or gzip.
//
// One request a line:   <time>[:] [(<bytes>)] read|write 0x<address> [0x<data>]
// The time is decimal, in clocks of the initiator; the address hexadecimal, with or without 0x; the
// length defaults to one burst of the memory. Data is ignored. Empty lines and lines that start
// with # are skipped. Requests are sent in file order, late ones as soon as possible.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "trace.hpp"

namespace dramsys {

// Whether the times of a trace file count from the acceptance of the previous request, by its name,
// which must end in .stl, .rstl, .stl.gz or .rstl.gz. Throws InputError.
bool relative_times(const std::string& path);

// A trace file, read from its start to its end in pieces, whatever its size.
class TraceFile {
 public:
  // Throws InputError.
  explicit TraceFile(const std::string& path);
  ~TraceFile();

  bool relative() const;

  // Appends the next entries, a few thousand at most; false: that was all, and nothing was
  // appended. Throws InputError with the file and the line; a file without requests is an error.
  bool read(std::vector<TraceEntry>& entries);

 private:
  struct Reader;
  std::unique_ptr<Reader> reader_;
};

// All of it.
Trace read_trace(const std::string& path);

// The same from text; `name` stands for the file in messages.
Trace parse_trace(std::string_view text, const std::string& name, bool relative);

}  // namespace dramsys
