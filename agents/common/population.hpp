// Which of many evaluated designs are best.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "common/individual.hpp"

namespace archgym::agents {

// Feasible candidates, as positions, in successive fronts: the first is dominated by no candidate,
// each other only by candidates of the fronts before it. Within a front in ascending order.
std::vector<std::vector<std::size_t>> non_dominated_fronts(
    const std::vector<Individual>& candidates, const std::vector<std::size_t>& feasible);

// The `keep` best candidates, best first, each design once (its first occurrence).
//
// Feasible designs come before infeasible ones, infeasible ones are ordered by their violation
// (Deb: An efficient constraint handling method for genetic algorithms, CMAME 186, 2000), and those
// without a result come last. Feasible designs are ordered by their objective or, when there are
// several, by non-dominated front and, within a front, crowding distance (Deb, Pratap, Agarwal,
// Meyarivan: A fast and elitist multiobjective genetic algorithm: NSGA-II, IEEE Trans. Evol. Comp.
// 6(2), 2002). Ties keep the order of the candidates.
std::vector<Individual> select_best(std::vector<Individual> candidates, std::size_t keep);

// The first of select_best(), or nothing without candidates.
inline std::optional<Individual> best_of(std::vector<Individual> candidates) {
  std::vector<Individual> best = select_best(std::move(candidates), 1);
  if (best.empty()) return std::nullopt;
  return std::move(best.front());
}

// The winner of a tournament: the best of some positions that are drawn with replacement, when
// candidates are sorted, best first. candidates >= 1.
inline std::size_t tournament(std::size_t candidates, std::size_t size, Random& random) {
  std::size_t best = candidates - 1;
  for (std::size_t k = 0; k < size; ++k)
    best = std::min<std::size_t>(best, random.below(candidates));
  return best;
}

}  // namespace archgym::agents
