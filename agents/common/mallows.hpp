// The Mallows distribution of permutations: P(p) is proportional to q^d(p, centre), where d is
// Kendall's distance, the number of pairs of items in another order, and 0 < q <= 1 the dispersion:
// q = 1 is uniform, a small q keeps close to the centre (Mallows, Biometrika 44, 1957).
#pragma once

#include <archgym/random.hpp>
#include <cstdint>

#include "common/permutation.hpp"

namespace archgym::agents {

std::uint64_t kendall_distance(const Permutation& a, const Permutation& b);

// Logarithm of the sum of q^d over all permutations of so many items (Fligner, Verducci, J. Royal
// Statistical Society B 48(3), 1986).
double log_mallows_normaliser(std::size_t items, double q);

// A random permutation, by repeated insertion (Doignon, Pekec, Regenwetter, Psychometrika 69(1),
// 2004).
Permutation sample_mallows(const Permutation& centre, double q, Random& random);

}  // namespace archgym::agents
