// Evaluated designs, and which of them survive.
#pragma once

#include <archgym/values.hpp>
#include <cstdint>
#include <vector>

namespace archgym::agents {

struct Individual {
  std::uint64_t trial_id = 0;
  std::uint64_t key = 0;             // design_key() of the point
  Point point;                       // canonical
  std::vector<std::uint64_t> genes;  // the point as an index vector; UINT64_MAX where inactive
  std::vector<double> objectives;    // minimised
  double violation = 0;              // sum of what constraints are missed by
  bool failed = false;               // no result: objectives and violation mean nothing
};

// The `keep` best candidates, best first, each design once (its first occurrence).
//
// Feasible designs come before infeasible ones, infeasible ones are ordered by their violation
// (Deb: An efficient constraint handling method for genetic algorithms, CMAME 186, 2000), and those
// without a result come last. Feasible designs are ordered by their objective or, when there are
// several, by non-dominated rank and, within a rank, crowding distance (Deb, Pratap, Agarwal,
// Meyarivan: A fast and elitist multiobjective genetic algorithm: NSGA-II, IEEE Trans. Evol. Comp.
// 6(2), 2002). Ties keep the order of the candidates.
std::vector<Individual> select_best(std::vector<Individual> candidates, std::size_t keep);

}  // namespace archgym::agents
