#include "run/telling.hpp"

#include <limits>
#include <utility>

namespace archgym::host {

Telling::Telling(const Plan& plan, std::size_t most)
    : plan_(plan),
      costs_(most * plan.objectives.size()),
      violations_(most * plan.constraints.size()) {
  const std::size_t objectives = plan.objectives.size();
  const std::size_t constraints = plan.constraints.size();
  trials_.resize(most);
  for (std::size_t k = 0; k < most; ++k) {
    trials_[k].struct_size = sizeof(ag_trial);
    trials_[k].parameter_count = plan.space->size();
    trials_[k].objectives = costs_.data() + k * objectives;
    trials_[k].objective_count = objectives;
    trials_[k].constraints = violations_.data() + k * constraints;
    trials_[k].constraint_count = constraints;
    pointers_.push_back(&trials_[k]);
  }
}

void Telling::add(std::uint64_t trial, std::span<const ag_value> point, const Outcome& outcome,
                  std::span<const double> metrics, std::span<const double> objectives) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const std::size_t k = count_++;
  const bool ok = outcome.status == EvaluationStatus::ok;
  trials_[k].status = ok && outcome.ended ? AG_DONE : told_as(outcome.status);
  trials_[k].trial_id = trial;
  trials_[k].parameters = point.data();
  trials_[k].fidelity = plan_.space->fidelity(point);
  for (std::size_t i = 0; i < plan_.objectives.size(); ++i) {
    costs_[k * plan_.objectives.size() + i] = plan_.objectives[i].cost_of(objectives[i]);
  }
  for (std::size_t i = 0; i < plan_.constraints.size(); ++i) {
    violations_[k * plan_.constraints.size() + i] =
        ok ? plan_.constraints[i].violation(metrics) : nan;
  }
}

Result<void> Telling::send(Agent& agent, ag_ctx& call) {
  const auto trials = std::span(pointers_).first(std::exchange(count_, 0));
  return trials.empty() ? Result<void>{} : agent.tell(call, trials);
}

}  // namespace archgym::host
