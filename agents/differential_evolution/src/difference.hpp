// base + scale * (to - from), for every kind of parameter.
#pragma once

#include "common/genome.hpp"

namespace archgym::agents {

// A value of `gene`, none of the three being inactive:
//   real, integer, ordinal   the sum of positions on the parameter's scale, reflected at the ends
//   of
//                            the range; discrete values are rounded up with the probability of the
//                            fraction, so that small differences are not lost
//   permutation              the exchanges of places that turn `from` into `to`, each done on
//   `base`
//                            with probability `scale`
//   bool, categorical        where `to` and `from` differ, the value of `to` with probability
//   `scale`
std::uint64_t add_difference(const Genes& genes, std::size_t gene, std::uint64_t base,
                             std::uint64_t to, std::uint64_t from, double scale, Random& random);

}  // namespace archgym::agents
