// What became of one evaluation: the same value from the plugin over the wire and the run file to
// the agent.
#pragma once

#include <string>

#include "store/evaluation_status.hpp"

namespace archgym::host {

// Beside it stand the metrics, NaN unless the status is ok. Times are those of the simulator alone;
// cached results cost none.
struct Outcome {
  EvaluationStatus status = EvaluationStatus::failed;
  bool cached = false;  // copied from an earlier equal design
  bool ended = false;   // the step ended its episode: nothing can follow
  double wall_seconds = 0;
  double cpu_seconds = 0;
  std::string reason;  // empty unless something is to be said
  std::string info;    // JSON detail from the plugin, such as which simulator ran; may be empty

  // On the way only, never stored.
  bool transient = false;  // a failure that another attempt may not have
  bool refused = false;    // the plugin cannot use the workload file, whatever the design

  bool operator==(const Outcome&) const = default;
};

}  // namespace archgym::host
