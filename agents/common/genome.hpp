// A design as an index vector (see space.h): what operators of search algorithms work on.
#pragma once

#include <algorithm>
#include <archgym/random.hpp>
#include <archgym/space.hpp>
#include <cstdint>
#include <limits>
#include <vector>

namespace archgym::agents {

// Reals are positions 0 .. 2^53-1 in their range, on the parameter's scale; inactive parameters are
// k_inactive.
using Genome = std::vector<std::uint64_t>;

inline constexpr std::uint64_t k_inactive = std::numeric_limits<std::uint64_t>::max();
inline constexpr std::uint64_t k_real_cells = std::uint64_t{1} << 53;

// The genes of a space.
class Genes {
 public:
  explicit Genes(Space space);

  std::size_t size() const { return choices_.size(); }
  // Number of values, 2^53 for reals.
  std::uint64_t choices(std::size_t gene) const { return choices_[gene]; }
  // Those with more than one value: neither fixed nor single-valued.
  const std::vector<std::size_t>& free() const { return free_; }
  Space space() const { return space_; }

  // A random value, distributed as the space samples it: on a log scale integers are not uniform
  // over their indices.
  std::uint64_t any(std::size_t gene, Random& random) const;

  // Gives any value to what is inactive, in case that the child makes it active.
  void fill(Genome& genome, Random& random) const;

  // Fixed genes may be inactive in a parent; the space restores their value.
  static void complete(Genome& genome) {
    for (std::uint64_t& gene : genome) {
      if (gene == k_inactive) gene = 0;
    }
  }

 private:
  Space space_;
  std::vector<std::uint64_t> choices_;
  std::vector<std::size_t> free_;
};

// Any of 0 .. choices-1 but `current`; choices >= 2.
inline std::uint64_t any_other(std::uint64_t current, std::uint64_t choices, Random& random) {
  const std::uint64_t other = random.below(choices - 1);
  return other < current ? other : other + 1;
}

// The value at a position that may be fractional or outside.
inline std::uint64_t clamp_cell(double position, std::uint64_t choices) {
  const double last = static_cast<double>(choices - 1);
  return std::min(static_cast<std::uint64_t>(std::clamp(position, 0.0, last)), choices - 1);
}

// A value beside the current one, in the other direction at an end; choices >= 2.
inline std::uint64_t next_cell(std::uint64_t current, std::uint64_t choices, bool up) {
  if (current == 0) return 1;
  if (current == choices - 1) return current - 1;
  return up ? current + 1 : current - 1;
}

}  // namespace archgym::agents
