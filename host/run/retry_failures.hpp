// Failed evaluations of a run, evaluated anew.
#pragma once

#include <atomic>

#include "evaluate/evaluations.hpp"
#include "run/plan.hpp"
#include "store/run_file.hpp"

namespace archgym::host {

// Every trial that failed (timeout, crashed, parse_error, failed) gets the result that its design
// has now, in the place of the old one; equal designs are evaluated once. The agent decided on the
// old results, so the run goes on with a fresh one: see restart_agent(). Without failures nothing
// happens. Fault::input for runs with episodes, whose later steps were taken without those that
// failed.
//
// A result is in the file when its evaluation has ended; what `cancel` leaves out stays as it was.
// Returns how many designs were evaluated.
Result<std::size_t> retry_failures(const Plan& plan, Evaluations& evaluations, RunFile& file,
                                   const std::atomic<bool>* cancel);

}  // namespace archgym::host
