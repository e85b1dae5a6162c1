// Exact counts of a run. Every asked design is counted once in one of the others.
#pragma once

#include <cstdint>

#include "store/outcome.hpp"

namespace archgym::host {

struct Accounting {
  std::uint64_t asked = 0;      // design points that the agent proposed
  std::uint64_t simulated = 0;  // evaluations that the simulator ran, however they ended
  std::uint64_t cached = 0;     // results copied from an earlier equal design
  std::uint64_t invalid = 0;    // broke a constraint between parameters: never simulated
  // Of the simulated ones:
  std::uint64_t infeasible = 0;  // the simulator says that the design has no result
  std::uint64_t failed = 0;      // no result because something went wrong

  static bool needs_simulation(const Outcome& outcome) {
    return !outcome.cached && outcome.status != EvaluationStatus::invalid;
  }

  void count(const Outcome& outcome) {
    ++asked;
    if (outcome.cached) {
      ++cached;
    } else if (outcome.status == EvaluationStatus::invalid) {
      ++invalid;
    } else {
      ++simulated;
      if (outcome.status == EvaluationStatus::infeasible) ++infeasible;
      if (is_failure(outcome.status)) ++failed;
    }
  }

  // Simulations took place, and not one of them worked.
  bool nothing_worked() const { return failed > 0 && failed == simulated; }
};

}  // namespace archgym::host
