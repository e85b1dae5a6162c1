// A run file as text for other tools.
#pragma once

#include <ostream>

#include "base/result.hpp"
#include "store/run_file.hpp"

namespace archgym::host {

// CSV (RFC 4180, but with LF line ends): a header line, then one line per evaluation. The columns
// have the names of the table `evaluation`. Numbers are the shortest text that reads back to the
// same double; NULL is an empty field, infinities are inf and -inf. Texts are UTF-8, their control
// characters but line feeds and tabs are spelled "\\x1b".
Result<void> export_csv(const RunFile& file, std::ostream& out);

// One JSON object per line:
//   {"id":0,"status":"ok","reason":null,"info":null,"cached":false,"parameters":{"PagePolicy":"Open"},
//    "metrics":{"total_time":12.5},"objectives":[12.5],"wall_seconds":0.1,"cpu_seconds":0.1}
// Inactive parameters and metrics that were not produced are null; infinities, for which JSON has
// no number, are the texts "Infinity" and "-Infinity".
Result<void> export_jsonl(const RunFile& file, std::ostream& out);

}  // namespace archgym::host
