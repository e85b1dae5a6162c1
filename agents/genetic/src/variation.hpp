// Crossover and mutation, per kind of parameter.
//
// A genome is the index vector of a design point (see space.h): reals are positions 0 .. 2^53-1 in
// their range, on the parameter's scale; inactive parameters are UINT64_MAX.
#pragma once

#include <archgym/random.hpp>
#include <archgym/space.hpp>
#include <cstdint>
#include <vector>

namespace archgym::agents {

using Genome = std::vector<std::uint64_t>;

enum class Crossover : std::uint64_t { uniform, two_point };  // the order of the manifest

class Variation {
 public:
  Variation(Space space, Crossover crossover, double mutation_probability);

  // `child`, a copy of the first parent, takes part of its genes from the second: each with a
  // probability of 1/2 (uniform; Syswerda, ICGA 1989), or those between two cuts (two_point).
  // Taking over a gene depends on its kind:
  //   real          blend: uniform over the interval between the parents' values, widened by half
  //                 its length at both ends (BLX-0.5; Eshelman, Schaffer, FOGA 1992)
  //   permutation   order crossover: a slice of the first parent, the other items in the order of
  //                 the second (OX; Davis, IJCAI 1985)
  //   all others    the second parent's value
  void cross(Genome& child, const Genome& second, Random& random) const;

  // Mutates each gene that is not fixed with the mutation probability and, when `force` is set, one
  // more for certain:
  //   bool, categorical   any other value
  //   integer, ordinal    with equal probabilities: the next value up or down; a wide step (normal,
  //                       a tenth of the range; with a log scale up to half or double); any value
  //   real                with equal probabilities: a normal step of a tenth of the range; of a
  //                       hundredth; any value
  //   permutation         two items change places
  // Genes of inactive parameters get any value, in case that the child makes them active.
  void mutate(Genome& child, bool force, Random& random) const;

 private:
  std::uint64_t take_over(std::size_t gene, std::uint64_t first, std::uint64_t second,
                          Random& random) const;
  std::uint64_t mutated(std::size_t gene, std::uint64_t current, Random& random) const;
  std::uint64_t any(std::size_t gene, Random& random) const;

  Space space_;
  Crossover crossover_;
  double mutation_probability_;
  std::vector<std::size_t> free_;       // genes with more than one value
  std::vector<std::uint64_t> choices_;  // per gene; 2^53 for reals
};

}  // namespace archgym::agents
