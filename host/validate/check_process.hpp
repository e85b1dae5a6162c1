// One rule tried on one plugin in a process of its own.
#pragma once

#include <filesystem>

#include "evaluate/guarded_process.hpp"
#include "validate/check.hpp"
#include "validate/rules.hpp"

namespace archgym::host {

// Start `executable`, archgym-host, for the test; wait until it ends or its time is over. Whatever
// the plugin does there, the answer is a verdict; the error is that no process can be started.
Result<Verdict> check_in_process(const Rule& rule, const validation::CheckSetup& setup,
                                 const std::filesystem::path& executable);

// The other side, `archgym-host check`: returns the exit code of the process.
int run_check_server(WorkerDescriptors descriptors);

}  // namespace archgym::host
