// The best designs of a run: one, or the Pareto front of several objectives.
#pragma once

#include <archgym/value.h>

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "run/objective.hpp"
#include "run/pareto.hpp"
#include "run/plan.hpp"

namespace archgym::host {

struct Incumbent {
  std::uint64_t id = 0;  // trial
  Point point;
  std::vector<double> metrics;
  std::vector<double> objectives;  // in the user's sense
  Score score;                     // by the first objective
};

// Borrows the plan.
class Incumbents {
 public:
  explicit Incumbents(const Plan& plan) : plan_(&plan) {}

  // A successful evaluation at full fidelity: cheaper ones cannot be compared with it.
  void consider(std::uint64_t id, std::span<const ag_value> point, std::span<const double> metrics,
                std::span<const double> objectives);

  // The best design by the first objective, or nullptr before the first result.
  const Incumbent* best() const { return best_ ? &*best_ : nullptr; }
  // Several objectives: the non-dominated designs that meet every constraint, in the order found.
  std::vector<const Incumbent*> front() const;

 private:
  const Plan* plan_;
  std::optional<Incumbent> best_;
  ParetoFront pareto_;
  std::map<std::uint64_t, Incumbent> members_;  // of the front, by trial
};

}  // namespace archgym::host
