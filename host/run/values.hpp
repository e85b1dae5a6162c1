// A success has values: what a run optimises and what it bounds are numbers.
#pragma once

#include <span>

#include "evaluate/batch.hpp"
#include "run/objective.hpp"

namespace archgym::host {

// What needs values, and the metrics that they come from. Borrows all.
struct Wanted {
  std::span<const Objective> objectives;
  std::span<const MetricConstraint> constraints;
  std::span<const Metric> metrics;
};

// A success in which an objective or a constraint is no finite number, or that has no metric at
// all, becomes a failure with the reason. A metric that nothing needs may be missing. The metrics
// stay what they are: they were measured.
void require_values(const Wanted& wanted, std::span<const double> metrics, Outcome& outcome);

}  // namespace archgym::host
