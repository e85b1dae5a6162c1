// The pheromone of all parameters, and the ants' walk through them.
#pragma once

#include <vector>

#include "common/genome.hpp"
#include "pheromone.hpp"

namespace archgym::agents {

class Colony {
 public:
  Colony(Space space, double greediness, double floor);

  // One ant: a value for every free parameter, chosen with probability `greediness` where the
  // pheromone is strongest and else in proportion to it. Permutations are chosen item by item.
  void walk(Genome& genome, Random& random);

  // Evaporation, and pheromone on the way of a good ant. Parameters that are inactive in it keep
  // theirs.
  void reinforce(const Genome& genome, double rate);

  void save(Writer& out) const;
  void load(Reader& in);

 private:
  // A parameter's table: one row whose columns are its values, or, for more than 64 values and
  // reals, as many equal cells of its range; for permutations a row for each place whose columns
  // are the items.
  struct Trail {
    std::size_t gene;
    std::size_t items;      // of a permutation; 0 otherwise
    std::uint64_t choices;  // of the gene
    PheromoneTable table;

    std::uint64_t first_of_cell(std::uint64_t cell) const;
    std::uint64_t cell_of(std::uint64_t value) const;
  };

  double greediness_;
  std::vector<Trail> trails_;
  std::vector<char> allowed_;  // scratch
};

}  // namespace archgym::agents
