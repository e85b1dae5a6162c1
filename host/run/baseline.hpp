// The default design of the environment, evaluated once before a run, as what the search has to
// beat. It is not part of the trajectory and counts for no budget.
#pragma once

#include <boost/json.hpp>
#include <vector>

#include "evaluate/evaluations.hpp"
#include "run/plan.hpp"

namespace archgym::host {

struct Baseline {
  Point point;
  Outcome outcome;
  std::vector<double> metrics;
  std::vector<double> objectives;  // in the user's sense; NaN unless the outcome is ok
};

Result<Baseline> measure_baseline(const Plan& plan, Evaluations& evaluations);

// For the run file. The point is not stored: it is the default design of the plan's space.
boost::json::object to_json(const Baseline& baseline);
Result<Baseline> baseline_from_json(const Plan& plan, const boost::json::value& json);

}  // namespace archgym::host
