#include "common/outcome.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace archgym::agents {

double Outcome::violation() const {
  if (failed) return std::numeric_limits<double>::infinity();
  double sum = 0;
  for (const double constraint : constraints) sum += std::max(constraint, 0.0);
  return sum;
}

Outcome outcome_of(const Trial& trial) {
  Outcome outcome;
  const auto objectives = trial.objectives();
  outcome.failed = !trial.ok() || std::any_of(objectives.begin(), objectives.end(),
                                              [](double value) { return !std::isfinite(value); });
  if (outcome.failed) return outcome;
  outcome.objectives.assign(objectives.begin(), objectives.end());
  for (const double constraint : trial.constraints()) {
    const bool unknown = std::isnan(constraint);
    outcome.constraints.push_back(unknown ? std::numeric_limits<double>::infinity() : constraint);
  }
  return outcome;
}

bool dominates(const Outcome& a, const Outcome& b) {
  if (a.failed || b.failed) return !a.failed && b.failed;
  const double violation = a.violation();
  const double other = b.violation();
  if (violation > 0 || other > 0) return violation < other;
  bool better = false;
  for (std::size_t k = 0; k < a.objectives.size(); ++k) {
    if (a.objectives[k] > b.objectives[k]) return false;
    better = better || a.objectives[k] < b.objectives[k];
  }
  return better;
}

void save(Writer& out, const Outcome& outcome) {
  out.boolean(outcome.failed);
  for (const double objective : outcome.objectives) out.real(objective);
  for (const double constraint : outcome.constraints) out.real(constraint);
}

Outcome load_outcome(Reader& in, std::size_t objectives, std::size_t constraints) {
  Outcome outcome;
  outcome.failed = in.boolean();
  if (outcome.failed) return outcome;
  for (std::size_t k = 0; k < objectives; ++k) outcome.objectives.push_back(in.real());
  for (std::size_t k = 0; k < constraints; ++k) outcome.constraints.push_back(in.real());
  return outcome;
}

}  // namespace archgym::agents
