#include "sobol.hpp"

#include <algorithm>
#include <boost/random/sobol.hpp>

namespace archgym::agents {
namespace {

constexpr int k_bits = 52;

// The output function of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

}  // namespace

// Leaves out the origin.
struct Sobol::Engine : boost::random::sobol_engine<std::uint64_t, k_bits> {
  using sobol_engine::sobol_engine;
};

static_assert(Sobol::k_most_dimensions == boost::random::default_sobol_table::max_dimension);

Sobol::Sobol(std::size_t dimensions)
    : dimensions_(dimensions), engine_(std::make_unique<Engine>(dimensions)) {}

Sobol::~Sobol() = default;

void Sobol::next(std::vector<std::uint64_t>& bits) {
  if (index_++ == 0) {
    std::fill(bits.begin(), bits.end(), 0);
    return;
  }
  for (std::uint64_t& coordinate : bits) coordinate = (*engine_)();
}

void Sobol::seek(std::uint64_t index) {
  index_ = index;
  engine_ = std::make_unique<Engine>(dimensions_);
  if (index > 1) engine_->seed(index - 1);
}

std::uint64_t Sobol::scramble(std::uint64_t bits, std::size_t dimension, std::uint64_t seed) {
  const std::uint64_t key = mix(seed + mix(dimension + 0x9e3779b97f4a7c15u));
  std::uint64_t flips = 0;
  for (int bit = k_bits - 1; bit >= 0; --bit) {
    // The bits before this one, after a leading 1 that tells how many they are.
    const std::uint64_t before = (bits | std::uint64_t{1} << k_bits) >> (bit + 1);
    flips |= (mix(key ^ mix(before)) & 1) << bit;
  }
  return bits ^ flips;
}

}  // namespace archgym::agents
