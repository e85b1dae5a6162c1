#include "common/permutation.hpp"

#include <algorithm>

namespace archgym::agents {

// The rank's digits in the factorial number system say, from the left, which of the items that are
// left comes next.
Permutation permutation_of(std::uint64_t rank, std::size_t size) {
  Permutation result;
  result.size = size;
  for (std::size_t left = 1; left <= size; ++left) {  // digits from the right
    result.items[size - left] = static_cast<std::uint8_t>(rank % left);
    rank /= left;
  }
  for (std::size_t k = size; k-- > 0;) {  // a digit counts the smaller items that come later
    for (std::size_t later = k + 1; later < size; ++later) {
      if (result.items[later] >= result.items[k]) ++result.items[later];
    }
  }
  return result;
}

std::uint64_t rank_of(const Permutation& permutation) {
  const auto end = permutation.items.begin() + static_cast<std::ptrdiff_t>(permutation.size);
  std::uint64_t rank = 0;
  for (auto item = permutation.items.begin(); item != end; ++item) {
    const auto smaller_later =
        std::count_if(item + 1, end, [&](std::uint8_t later) { return later < *item; });
    rank =
        rank * static_cast<std::uint64_t>(end - item) + static_cast<std::uint64_t>(smaller_later);
  }
  return rank;
}

}  // namespace archgym::agents
