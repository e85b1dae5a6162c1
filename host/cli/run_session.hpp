// One session of a run, fresh or resumed, and what is printed at its end.
#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "run/identity.hpp"
#include "run/plan.hpp"
#include "store/run_file.hpp"

namespace archgym::host {

// Runs the plan, recording in `path`, and prints the summary. Returns the exit code.
Result<int> start_run(const Plan& plan, const std::filesystem::path& path, bool json);

// The same for a run file that exists, of a run with this identity. `retry_failed`: evaluations
// that failed come first.
Result<int> continue_run(const Plan& plan, Identity& identity, RunFile file, bool retry_failed,
                         bool json);

}  // namespace archgym::host
