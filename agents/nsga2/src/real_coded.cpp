#include "real_coded.hpp"

#include <algorithm>
#include <cmath>

namespace archgym::agents {
namespace {

double root(double value, int square_roots) {
  for (; square_roots > 0; --square_roots) value = std::sqrt(value);
  return value;
}

bool numeric(const Parameter& parameter) {
  return parameter.type() == ParameterType::real || parameter.type() == ParameterType::integer ||
         parameter.type() == ParameterType::ordinal;
}

}  // namespace

// beta of Deb and Agrawal with index eta = 2^roots - 1.
double RealCoded::spread_factor(double uniform, int roots) {
  return uniform <= 0.5 ? root(2 * uniform, roots) : 1 / root(2 * (1 - uniform), roots);
}

// delta of Deb and Goyal with index eta = 2^roots - 1, in [-1, 1].
double RealCoded::polynomial_step(double uniform, int roots) {
  return uniform < 0.5 ? root(2 * uniform, roots) - 1 : 1 - root(2 * (1 - uniform), roots);
}

void RealCoded::cross(Genome& child, const Genome& second, Random& random) const {
  for (const std::size_t gene : genes_.free()) {
    if (random.bits32() >> 31 != 0) {
      child[gene] = take_over(gene, child[gene], second[gene], random);
    }
  }
}

std::uint64_t RealCoded::take_over(std::size_t gene, std::uint64_t first, std::uint64_t second,
                                   Random& random) const {
  if (first == k_inactive || second == k_inactive) return second;
  const Parameter parameter = genes_.space()[gene];
  if (parameter.type() == ParameterType::permutation) {
    return order_crossover(first, second, parameter.items(), random);
  }
  if (!numeric(parameter)) return second;
  // Either of the two children.
  const double a = static_cast<double>(first);
  const double b = static_cast<double>(second);
  double beta = spread_factor(random.uniform(), crossover_roots_);
  if (random.bits32() >> 31 != 0) beta = -beta;
  return clamp_cell(std::round(0.5 * ((1 + beta) * a + (1 - beta) * b)), genes_.choices(gene));
}

void RealCoded::mutate(Genome& child, bool force, Random& random) const {
  const std::vector<std::size_t>& free = genes_.free();
  const std::size_t forced =
      force && !free.empty() ? free[random.below(free.size())] : child.size();
  const double probability = mutations_ / static_cast<double>(free.size());
  for (const std::size_t gene : free) {
    if (child[gene] == k_inactive) {
      child[gene] = genes_.any(gene, random);
    } else if (gene == forced) {
      child[gene] = any_other(child[gene], genes_.choices(gene), random);
    } else if (random.chance(probability)) {
      child[gene] = mutated(gene, child[gene], random);
    }
  }
  Genes::complete(child);
}

std::uint64_t RealCoded::mutated(std::size_t gene, std::uint64_t current, Random& random) const {
  const Parameter parameter = genes_.space()[gene];
  const std::uint64_t choices = genes_.choices(gene);
  if (parameter.type() == ParameterType::permutation) {
    return swap_two(current, parameter.items(), random);
  }
  if (!numeric(parameter)) return any_other(current, choices, random);
  const double step = polynomial_step(random.uniform(), mutation_roots_);
  const double range = static_cast<double>(choices - 1);
  const std::uint64_t target =
      clamp_cell(std::round(static_cast<double>(current) + step * range), choices);
  return target != current ? target : next_cell(current, choices, step > 0);
}

}  // namespace archgym::agents
