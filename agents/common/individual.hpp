// Evaluated designs.
#pragma once

#include <archgym/agent.hpp>
#include <cstdint>
#include <vector>

#include "common/genome.hpp"

namespace archgym::agents {

struct Individual {
  std::uint64_t trial_id = 0;
  std::uint64_t key = 0;           // design_key() of the point
  Point point;                     // canonical
  Genome genes;                    // the point as an index vector
  std::vector<double> objectives;  // minimised
  double violation = 0;            // sum of what constraints are missed by
  bool failed = false;             // no result: objectives and violation mean nothing

  bool feasible() const { return !failed && !(violation > 0); }
};

// True when `a` is certainly better: feasible designs are better than infeasible ones, infeasible
// ones compare by their violation (Deb: An efficient constraint handling method for genetic
// algorithms, CMAME 186, 2000), any result is better than none, and feasible designs compare by
// dominance, which for one objective is its order.
bool better(const Individual& a, const Individual& b);

// Makes individuals of trials, writes and reads them.
class Individuals {
 public:
  Individuals(Space space, std::uint64_t objectives) : space_(space), objectives_(objectives) {}

  // An objective that is NaN or infinite counts as a failure, a constraint that is NaN as missed by
  // infinity.
  Individual of(const Trial& trial) const;

  void save(Writer& out, const std::vector<Individual>& individuals) const;
  // Throws Rejected on a design that is not of this space.
  std::vector<Individual> load(Reader& in) const;

 private:
  void complete(Individual& one) const;

  Space space_;
  std::uint64_t objectives_;
};

}  // namespace archgym::agents
