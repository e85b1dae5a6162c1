// What a trial told about a design.
#pragma once

#include <archgym/agent.hpp>
#include <archgym/state.hpp>
#include <cstddef>
#include <vector>

namespace archgym::agents {

struct Outcome {
  std::vector<double> objectives;   // minimised; finite
  std::vector<double> constraints;  // met when <= 0; never NaN, may be infinite
  bool failed = false;              // there is no result, and the vectors are empty

  // Sum of what the constraints are missed by; infinity when failed.
  double violation() const;
};

// A result with an objective that is NaN or infinite has failed, so that it is never the best; a
// constraint that is NaN is missed by infinity.
Outcome outcome_of(const Trial& trial);

// Feasible designs are better than infeasible ones, which compare by their violation (Deb: An
// efficient constraint handling method for genetic algorithms, CMAME 186, 2000); feasible ones
// compare by Pareto dominance.
bool dominates(const Outcome& a, const Outcome& b);

void save(Writer& out, const Outcome& outcome);
Outcome load_outcome(Reader& in, std::size_t objectives, std::size_t constraints);

}  // namespace archgym::agents
