// The operators of real-coded genetic algorithms, for mixed spaces.
#pragma once

#include "common/variation.hpp"

namespace archgym::agents {

// Distribution indices are 2^k - 1: children are the closer to their parents, the larger k is. With
// these indices the roots in the formulas are k square roots, which IEEE 754 rounds exactly, so
// that the proposals are the same on every machine.
class RealCoded : public Variation {
 public:
  RealCoded(Space space, int crossover_roots, int mutation_roots, double mutations)
      : genes_(space),
        crossover_roots_(crossover_roots),
        mutation_roots_(mutation_roots),
        mutations_(mutations) {}

  // Each gene with a probability of 1/2:
  //   real, integer, ordinal   simulated binary crossover (SBX; Deb, Agrawal: Simulated binary
  //                            crossover for continuous search space, Complex Systems 9, 1995) of
  //                            the positions on the parameter's scale
  //   permutation              order crossover
  //   bool, categorical        the second parent's value
  void cross(Genome& child, const Genome& second, Random& random) const override;

  // On average `mutations` genes:
  //   real, integer, ordinal   polynomial mutation (Deb, Goyal: A combined genetic adaptive search,
  //                            Computer Science and Informatics 26, 1996); never none
  //   permutation              two items change places
  //   bool, categorical        any other value
  // The forced one gets any other value: small steps have led to designs that are known.
  void mutate(Genome& child, bool force, Random& random) const override;

  // The spread factor of SBX and the relative step of the mutation for a uniform number.
  static double spread_factor(double uniform, int roots);
  static double polynomial_step(double uniform, int roots);

 private:
  std::uint64_t take_over(std::size_t gene, std::uint64_t first, std::uint64_t second,
                          Random& random) const;
  std::uint64_t mutated(std::size_t gene, std::uint64_t current, Random& random) const;

  Genes genes_;
  int crossover_roots_;
  int mutation_roots_;
  double mutations_;
};

}  // namespace archgym::agents
