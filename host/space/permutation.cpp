#include "space/permutation.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace archgym::host {

std::uint64_t permutation_rank(std::span<const std::uint8_t> items) {
  std::uint64_t rank = 0;
  std::uint32_t unused = (1u << items.size()) - 1;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::uint32_t smaller = unused & ((1u << items[i]) - 1);
    rank = rank * (items.size() - i) + static_cast<std::uint64_t>(std::popcount(smaller));
    unused &= ~(1u << items[i]);
  }
  return rank;
}

void permutation_at(std::uint64_t rank, std::span<std::uint8_t> items) {
  // First the digits of `rank` in the factorial number system: how many unused items are smaller.
  for (std::size_t i = items.size(); i-- > 0;) {
    const std::uint64_t base = items.size() - i;
    items[i] = static_cast<std::uint8_t>(rank % base);
    rank /= base;
  }
  std::uint8_t unused[max_permutation_items];
  std::iota(unused, unused + items.size(), std::uint8_t{0});
  for (std::size_t i = 0; i < items.size(); ++i) {
    std::uint8_t* const taken = unused + items[i];
    items[i] = *taken;
    std::move(taken + 1, unused + (items.size() - i), taken);
  }
}

}  // namespace archgym::host
