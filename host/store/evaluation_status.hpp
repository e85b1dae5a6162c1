// How an evaluation ended. Failure is data: every status but ok comes with a reason.
#pragma once

#include <archgym/status.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace archgym::host {

enum class EvaluationStatus : std::uint8_t {
  ok,           // metrics valid
  infeasible,   // the plugin says that this design has no result
  invalid,      // a constraint between parameters is broken; never simulated
  timeout,      // stopped at the deadline
  crashed,      // the worker process died
  parse_error,  // the simulator's output could not be understood
  cancelled,    // stopped because the run stops
  failed,       // any other error of the plugin
};

// What a status means to a run.
// What a simulation found out about the design, and would find again.
inline bool is_lasting(EvaluationStatus status) {
  return status == EvaluationStatus::ok || status == EvaluationStatus::infeasible;
}
// Something went wrong: nobody knows what the design is worth.
inline bool is_failure(EvaluationStatus status) {
  return status > EvaluationStatus::invalid && status != EvaluationStatus::cancelled;
}

// The two ends of its way: what a plugin answered, and what an agent is told.
EvaluationStatus evaluation_status_of(ag_status answered);
ag_status told_as(EvaluationStatus status);

// The text of the run file and of exports: "ok", "infeasible", ..., "parse_error".
std::string_view to_text(EvaluationStatus status);
std::optional<EvaluationStatus> evaluation_status_from_text(std::string_view text);

}  // namespace archgym::host
