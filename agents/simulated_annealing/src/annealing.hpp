// The two formulas of simulated annealing (Kirkpatrick, Gelatt, Vecchi: Optimization by simulated
// annealing, Science 220, 1983), computed with operations that IEEE 754 rounds exactly.
#pragma once

#include <algorithm>
#include <archgym/random.hpp>
#include <cmath>
#include <cstdint>

namespace archgym::agents {

// Metropolis rule: true with probability min(1, exp(-increase / temperature)); never for an
// increase that is NaN. temperature >= 0. Half the sum of two squared normal deviates is an
// exponential deviate, which exceeds x with probability exp(-x).
inline bool accept(double increase, double temperature, Random& random) {
  if (increase <= 0) return true;
  const double first = random.normal();
  const double second = random.normal();
  return (first * first + second * second) / 2 * temperature > increase;
}

// Half as high after every `half_life` steps, and linear in between.
inline double temperature_after(std::uint64_t steps, double initial, std::uint64_t half_life) {
  const auto halvings = static_cast<int>(std::min<std::uint64_t>(steps / half_life, 2000));
  const double part = static_cast<double>(steps % half_life) / static_cast<double>(half_life);
  return std::ldexp(initial * (1 - part / 2), -halvings);
}

}  // namespace archgym::agents
