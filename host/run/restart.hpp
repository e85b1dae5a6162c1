// A run that goes on with a fresh agent, because what the earlier one was told is not true any
// more.
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "store/run_file.hpp"

namespace archgym::host {

// The first trial that the run's agent was asked for. Those before belong to agents that it has
// replaced: it is told their results before it is asked. 0 in most runs.
Result<std::uint64_t> first_trial_of_agent(const RunFile& file);

// The next session begins with a fresh agent, which is told everything that the file has then.
// Proposals without a result are given up. All of it reaches the file or none.
Result<void> restart_agent(RunFile& file);

}  // namespace archgym::host
