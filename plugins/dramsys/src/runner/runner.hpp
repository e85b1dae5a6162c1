// DRAMSys itself: one process per evaluation.
#pragma once

#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "error.hpp"
#include "runner/child_process.hpp"
#include "runner/database.hpp"
#include "runner/input.hpp"
#include "runner/output.hpp"
#include "runner/version.hpp"

namespace dramsys {

// DRAMSys gave no result for another reason: it crashed, ran too long, or the memory or the trace
// is wrong. The message has the end of what it printed.
class RunFailed : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A trace in DRAMSys's format, and the clock that its times count.
struct TraceText {
  std::string text;
  bool relative = false;  // .rstl
  double mhz = 0;
};

// Immutable after construction; run() may be called from several threads at once.
class Runner {
 public:
  // Finds out which version `executable` is by letting it run two requests of an initiator with the
  // clock `mhz` on this memory; `probe` needs device and mapping. Throws RunFailed when no layout
  // is accepted, with what DRAMSys says about each.
  Runner(std::filesystem::path executable, const Input& probe, double mhz);

  Version version() const { return version_; }
  const std::filesystem::path& executable() const { return executable_; }

  // Runs one design, with an initiator for each trace, in `directory`, which is absolute and is
  // made. `watch` is called at least every 50 ms and may throw to stop. Throws RefusedDesign and
  // RunFailed, and InputError for what this version cannot express.
  Report run(Input input, const std::vector<TraceText>& traces,
             const std::filesystem::path& directory, const std::function<void()>& watch) const;

  // What a run with Input::database left in its directory.
  static Recording recording(const std::filesystem::path& directory);

 private:
  std::filesystem::path executable_;
  Version version_{};
};

}  // namespace dramsys
