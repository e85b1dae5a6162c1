// Crossover and mutation.
#pragma once

#include <archgym/random.hpp>
#include <cstdint>

#include "common/genome.hpp"

namespace archgym::agents {

// How two designs make a third.
class Variation {
 public:
  virtual ~Variation() = default;

  // `child`, a copy of the first parent, takes part of its genes from the second.
  virtual void cross(Genome& child, const Genome& second, Random& random) const = 0;

  // Mutates each gene that is not fixed with some probability and, when `force` is set, one more
  // for certain. Genes of inactive parameters get any value, in case that the child makes them
  // active.
  virtual void mutate(Genome& child, bool force, Random& random) const = 0;
};

enum class Crossover : std::uint64_t { uniform, two_point };

// Genes [from, to) between two different cuts among the places between, before and behind them.
struct Cuts {
  std::size_t from;
  std::size_t to;
};
Cuts two_cuts(std::size_t size, Random& random);

// Permutations as ranks. Order crossover: a slice of the first parent, the other items in the order
// of the second (OX; Davis, IJCAI 1985). And two items change places; size >= 2.
std::uint64_t order_crossover(std::uint64_t first, std::uint64_t second, std::size_t size,
                              Random& random);
std::uint64_t swap_two(std::uint64_t rank, std::size_t size, Random& random);

// Operators for each kind of parameter.
class MixedVariation : public Variation {
 public:
  MixedVariation(Space space, Crossover crossover, double mutation_probability);

  // Each gene comes from the second parent with a probability of 1/2 (uniform; Syswerda, ICGA
  // 1989), or those between two cuts do (two_point). Taking over a gene depends on its kind:
  //   real          blend: uniform over the interval between the parents' values, widened by half
  //                 its length at both ends (BLX-0.5; Eshelman, Schaffer, FOGA 1992)
  //   permutation   order crossover
  //   all others    the second parent's value
  void cross(Genome& child, const Genome& second, Random& random) const override;

  // Each gene with the mutation probability, by mutated().
  void mutate(Genome& child, bool force, Random& random) const override;

  // Changes one free gene that is active, by mutated(); false when there is none. Inactive genes
  // keep k_inactive.
  bool step(Genome& genome, Random& random) const;

  // Another value of a gene:
  //   bool, categorical   any other value
  //   integer, ordinal    with equal probabilities: the next value up or down; a wide step (normal,
  //                       a tenth of the range; with a log scale up to half or double); any value
  //   real                with equal probabilities: a normal step of a tenth of the range; of a
  //                       hundredth; any value
  //   permutation         two items change places
  std::uint64_t mutated(std::size_t gene, std::uint64_t current, Random& random) const;

  const Genes& genes() const { return genes_; }

 private:
  std::uint64_t take_over(std::size_t gene, std::uint64_t first, std::uint64_t second,
                          Random& random) const;

  Genes genes_;
  Crossover crossover_;
  double mutation_probability_;
};

}  // namespace archgym::agents
