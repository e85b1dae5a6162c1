// DRAMSys's trace format, .stl (absolute times) and .rstl (relative times), plain or gzip.
//
// One request a line:   <time>[:] [(<bytes>)] read|write 0x<address> [0x<data>]
// The time is decimal, in clocks of the initiator; the address hexadecimal, with or without 0x; the
// length defaults to one burst of the memory. Data is ignored. Empty lines and lines that start
// with # are skipped. Requests are sent in file order, late ones as soon as possible.
#pragma once

#include <string>
#include <string_view>

#include "trace.hpp"

namespace dramsys {

// The kind of time is taken from the file name, which must end in .stl, .rstl, .stl.gz or .rstl.gz.
// The file is read in pieces of fixed size. Throws InputError with the file and the line.
Trace read_trace(const std::string& path);

// The same from text; `name` stands for the file in messages.
Trace parse_trace(std::string_view text, const std::string& name, bool relative);

}  // namespace dramsys
