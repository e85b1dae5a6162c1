// Permutations as numbers: the position in the lexicographic order of all permutations of 0..n-1
// (Lehmer code; Knuth, TAOCP 2, 3.3.2, algorithm P and its inverse).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace archgym::host {

inline constexpr std::size_t max_permutation_items = 20;  // 20! is the last that fits 63 bits

constexpr std::uint64_t factorial(std::size_t n) {
  std::uint64_t product = 1;
  for (std::uint64_t i = 2; i <= n; ++i) product *= i;
  return product;
}

// `items` is a permutation of 0..size-1, at most max_permutation_items of them.
std::uint64_t permutation_rank(std::span<const std::uint8_t> items);

// The permutation at `rank` < factorial(items.size()).
void permutation_at(std::uint64_t rank, std::span<std::uint8_t> items);

}  // namespace archgym::host
