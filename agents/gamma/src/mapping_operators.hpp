// The operators of GAMMA on designs that describe a mapping: loop orders are permutations, tile
// sizes are integers or ordinals, and levels of the mapping exist or not depending on other
// parameters (`when`).
#pragma once

#include <vector>

#include "common/genome.hpp"

namespace archgym::agents {

class MappingOperators {
 public:
  explicit MappingOperators(Space space);

  // Each changes the genome where it can and returns whether it did. Inactive genes are k_inactive
  // before and, unless their level begins to exist, after.

  // One item of a loop order moves to another place, the others closing up.
  bool reorder(Genome& genome, Random& random) const;

  // The mapping gets a level more: a parameter changes to a value with which more parameters are
  // active. Where there are no levels, or else every other time, a tile gets larger, up to double
  // its position among its sizes.
  bool grow(Genome& genome, Random& random) const;

  // The reverse: a level less, or a tile that is smaller, down to half.
  bool age(Genome& genome, Random& random) const;

  // Parameters on which depends whether others are active.
  const std::vector<std::size_t>& levels() const { return levels_; }

 private:
  bool change_level(Genome& genome, bool more, Random& random) const;
  bool change_tile(Genome& genome, bool larger, Random& random) const;
  bool change_size(Genome& genome, bool larger, Random& random) const;
  std::size_t active(const Genome& genome) const;

  Genes genes_;
  std::vector<std::size_t> orders_;
  std::vector<std::size_t> tiles_;
  std::vector<std::size_t> levels_;
};

}  // namespace archgym::agents
