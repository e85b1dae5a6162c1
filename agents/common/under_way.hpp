// How many proposals an agent keeps under way when it need not wait for their results.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace archgym::agents {

// Up to what the host can evaluate at once, but at most a third as many as there are results: what
// is under way was chosen without the newest results, and early in a search each of them counts.
inline std::size_t most_under_way(std::uint32_t parallelism, std::size_t results) {
  return std::clamp<std::size_t>(results / 3, 1, parallelism);
}

}  // namespace archgym::agents
