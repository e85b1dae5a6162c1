// How an evaluation ended. Failure is data: every status but ok comes with a reason.
#pragma once

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

// The text of the run file and of exports: "ok", "infeasible", ..., "parse_error".
std::string_view to_text(EvaluationStatus status);
std::optional<EvaluationStatus> evaluation_status_from_text(std::string_view text);

}  // namespace archgym::host
