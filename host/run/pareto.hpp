// Pareto fronts and hypervolume. Costs are minimised everywhere.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace archgym::host {

// a is nowhere worse than b and somewhere better. False when a cost is NaN.
bool dominates(std::span<const double> a, std::span<const double> b);

// The non-dominated designs seen so far, in the order in which they came.
class ParetoFront {
 public:
  struct Member {
    std::uint64_t id;
    std::vector<double> costs;
  };

  // True when the design joined the front (and what it dominates left). Not joined: dominated
  // designs, designs with the costs of a member (the earlier one stays), and NaN costs. Every call
  // has the same number of costs.
  bool insert(std::uint64_t id, std::span<const double> costs);

  const std::vector<Member>& members() const { return members_; }

 private:
  std::vector<Member> members_;
};

// Exact volume of the cost space that is dominated by the points and dominates `reference`. `costs`
// is row-major, one point of reference.size() >= 1 costs after the other, in any order; points that
// are not better than the reference everywhere add nothing, nor do points with a NaN. A cost of
// minus infinity makes the volume infinite; the reference is finite.
//
// Two costs: a sweep. Three: a sweep over the third cost that keeps the staircase of the first two
// (Fonseca, Paquete, Lopez-Ibanez: An improved dimension-sweep algorithm for the hypervolume
// indicator, CEC 2006). More: WFG (While, Bradstreet, Barone: A fast way of calculating exact
// hypervolumes, IEEE Trans. Evol. Comp. 16(1), 2012); its time grows exponentially with the number
// of costs.
double hypervolume(std::span<const double> costs, std::span<const double> reference);

}  // namespace archgym::host
