// Objectives as one number without a unit, so that a temperature suits every problem.
#pragma once

#include <archgym/state.hpp>
#include <vector>

#include "common/individual.hpp"

namespace archgym::agents {

class CostScale {
 public:
  explicit CostScale(std::size_t objectives)
      : deviations_(objectives, 1), weights_(objectives, 1) {}

  // Takes as the unit of each objective its mean absolute deviation from the median among the
  // feasible samples with finite values, or 1 where that is not a positive number.
  void measure(const std::vector<Individual>& samples);

  // Random weights with the sum 1: for each of several objectives another part of the front.
  void draw_weights(Random& random);

  // The weighted sum of the objectives in their units.
  double cost(const Individual& one) const;

  // By how much `to` is worse than `from`: the difference of their costs if both are feasible.
  // Otherwise infinite, or 0 when `to` is not the worse one.
  double increase(const Individual& from, const Individual& to) const;

  void save(Writer& out) const;
  void load(Reader& in);

 private:
  std::vector<double> deviations_;
  std::vector<double> weights_;
};

}  // namespace archgym::agents
