#include "common/individual.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "common/design_key.hpp"

namespace archgym::agents {
namespace {

bool dominates(const std::vector<double>& a, const std::vector<double>& b) {
  bool smaller = false;
  for (std::size_t k = 0; k < a.size(); ++k) {
    if (a[k] > b[k]) return false;
    smaller = smaller || a[k] < b[k];
  }
  return smaller;
}

}  // namespace

bool better(const Individual& a, const Individual& b) {
  if (a.failed || b.failed) return !a.failed && b.failed;
  if (a.violation > 0 || b.violation > 0) return a.violation < b.violation;
  return dominates(a.objectives, b.objectives);
}

Individual Individuals::of(const Trial& trial) const {
  Individual one;
  one.trial_id = trial.id();
  one.point.assign(trial.parameters().begin(), trial.parameters().end());
  complete(one);
  one.failed = !trial.ok();
  if (one.failed) return one;
  one.objectives.assign(trial.objectives().begin(), trial.objectives().end());
  one.failed = std::any_of(one.objectives.begin(), one.objectives.end(),
                           [](double value) { return !std::isfinite(value); });
  for (const double violation : trial.constraints()) {
    if (std::isnan(violation)) {
      one.violation = std::numeric_limits<double>::infinity();
    } else {
      one.violation += std::max(violation, 0.0);
    }
  }
  return one;
}

// Fills in what follows from the point.
void Individuals::complete(Individual& one) const {
  one.key = design_key(one.point);
  one.genes.resize(space_.size());
  space_.to_indices(one.point, one.genes);
}

void Individuals::save(Writer& out, const std::vector<Individual>& individuals) const {
  out.u64(individuals.size());
  for (const Individual& one : individuals) {
    out.u64(one.trial_id);
    out.point(one.point);
    out.boolean(one.failed);
    if (one.failed) continue;
    for (const double objective : one.objectives) out.real(objective);
    out.real(one.violation);
  }
}

std::vector<Individual> Individuals::load(Reader& in) const {
  std::vector<Individual> individuals(static_cast<std::size_t>(in.count(9 * space_.size() + 9)));
  for (Individual& one : individuals) {
    one.trial_id = in.u64();
    one.point.resize(space_.size());
    in.point(one.point);
    Point checked = one.point;
    try {
      space_.canonicalise(checked);
    } catch (const InvalidArgument&) {
      throw Rejected("the state has a design that is not in this space");
    }
    complete(one);
    one.failed = in.boolean();
    if (one.failed) continue;
    one.objectives.resize(static_cast<std::size_t>(objectives_));
    for (double& objective : one.objectives) objective = in.real();
    one.violation = in.real();
  }
  return individuals;
}

}  // namespace archgym::agents
