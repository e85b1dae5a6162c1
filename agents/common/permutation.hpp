// Permutations of 0 .. n-1 for n <= 20, and their positions in the lexicographic order of all of
// them, which is how a design point holds them (AG_KIND_INDEX).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace archgym::agents {

struct Permutation {
  std::array<std::uint8_t, 20> items{};
  std::size_t size = 0;
};

Permutation permutation_of(std::uint64_t rank, std::size_t size);
std::uint64_t rank_of(const Permutation& permutation);

}  // namespace archgym::agents
