#include "run/telling.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace archgym::host {

Telling::Telling(const Plan& plan, std::size_t most)
    : plan_(plan),
      costs_(most * plan.objectives.size()),
      violations_(most * plan.constraints.size()),
      points_(most * plan.space->size()),
      trials_(most),
      pointers_(most) {}

void Telling::add(std::uint64_t trial, std::span<const ag_value> point, const Outcome& outcome,
                  std::span<const double> metrics, std::span<const double> objectives) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const std::size_t k = count_++;
  ag_value* const parameters = points_.data() + k * point.size();
  double* const costs = costs_.data() + k * plan_.objectives.size();
  double* const violations = violations_.data() + k * plan_.constraints.size();
  std::ranges::copy(point, parameters);
  const bool ok = outcome.status == EvaluationStatus::ok;
  for (std::size_t i = 0; i < plan_.objectives.size(); ++i) {
    costs[i] = plan_.objectives[i].cost_of(objectives[i]);
  }
  for (std::size_t i = 0; i < plan_.constraints.size(); ++i) {
    violations[i] = ok ? plan_.constraints[i].violation(metrics) : nan;
  }
  trials_[k] = {.struct_size = sizeof(ag_trial),
                .status = ok && outcome.ended ? AG_DONE : told_as(outcome.status),
                .trial_id = trial,
                .parameters = parameters,
                .parameter_count = point.size(),
                .objectives = costs,
                .objective_count = plan_.objectives.size(),
                .constraints = violations,
                .constraint_count = plan_.constraints.size(),
                .fidelity = plan_.space->fidelity(point)};
  pointers_[k] = &trials_[k];
}

Result<void> Telling::send(Agent& agent, ag_ctx& call) {
  const auto trials = std::span(pointers_).first(std::exchange(count_, 0));
  return trials.empty() ? Result<void>{} : agent.tell(call, trials);
}

}  // namespace archgym::host
