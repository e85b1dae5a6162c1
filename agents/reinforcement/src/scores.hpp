// Rewards that do not depend on the scale of the objective.
#pragma once

#include <archgym/state.hpp>
#include <cstddef>
#include <deque>
#include <vector>

#include "common/outcome.hpp"

namespace archgym::agents {

class Scores {
 public:
  // Ranks are those among the last `window` outcomes.
  explicit Scores(std::size_t window) : window_(window) {}

  void add(const Outcome& outcome);

  // The normal score of each outcome among the window: the standard normal quantile of the share of
  // the window that it beats, ties counting one half. Feasible outcomes beat infeasible ones, those
  // compare by violation, and failures come last. Feasible ones compare by the objective, or, when
  // there are several, by their augmented weighted Chebyshev norm, each objective scaled to its
  // range in the window (Knowles: ParEGO, IEEE Trans. Evol. Comp. 10(1), 2006). `weights` has one
  // number per objective.
  double score(const Outcome& outcome, const std::vector<double>& weights) const;

  void save(Writer& out) const;
  void load(Reader& in, std::size_t objectives, std::size_t constraints);

 private:
  std::size_t window_;
  std::deque<Outcome> outcomes_;
};

}  // namespace archgym::agents
