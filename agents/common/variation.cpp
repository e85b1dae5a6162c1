#include "common/variation.hpp"

#include <algorithm>
#include <cmath>

#include "common/permutation.hpp"

namespace archgym::agents {
namespace {

// Never stays: a step that rounds to nothing goes to the next cell.
std::uint64_t normal_step(std::uint64_t current, std::uint64_t choices, double share,
                          Random& random) {
  const double step = random.normal() * (share * static_cast<double>(choices));
  const std::uint64_t target = clamp_cell(static_cast<double>(current) + std::round(step), choices);
  return target != current ? target : next_cell(current, choices, step > 0);
}

// Up to half or double the position, counted from 1.
std::uint64_t scale_step(std::uint64_t current, std::uint64_t choices, Random& random) {
  const bool up = random.chance(0.5);
  if (up) {
    const std::uint64_t room = choices - 1 - current;
    if (room > 0) return current + 1 + random.below(std::min(current + 1, room));
  }
  if (current == 0) return next_cell(current, choices, up);
  return current - 1 - random.below((current + 1) / 2);
}

std::uint64_t blend(std::uint64_t first, std::uint64_t second, Random& random) {
  const auto low = static_cast<double>(std::min(first, second));
  const double length = static_cast<double>(std::max(first, second)) - low;
  return clamp_cell(low - 0.5 * length + 2 * length * random.uniform(), k_real_cells);
}

}  // namespace

std::uint64_t order_crossover(std::uint64_t first, std::uint64_t second, std::size_t size,
                              Random& random) {
  const Permutation a = permutation_of(first, size);
  const Permutation b = permutation_of(second, size);
  std::size_t from = random.below(size);
  std::size_t to = random.below(size);
  if (from > to) std::swap(from, to);
  Permutation child = a;
  std::array<bool, 20> kept{};
  for (std::size_t k = from; k <= to; ++k) kept[a.items[k]] = true;
  // Fill from behind the slice, around the end, in the second parent's order from there.
  std::size_t at = (to + 1) % size;
  for (std::size_t k = 0; k < size; ++k) {
    const std::uint8_t item = b.items[(to + 1 + k) % size];
    if (kept[item]) continue;
    child.items[at] = item;
    at = (at + 1) % size;
  }
  return rank_of(child);
}

std::uint64_t swap_two(std::uint64_t rank, std::size_t size, Random& random) {
  Permutation permutation = permutation_of(rank, size);
  const std::size_t one = random.below(size);
  const std::size_t other = any_other(one, size, random);
  std::swap(permutation.items[one], permutation.items[other]);
  return rank_of(permutation);
}

Cuts two_cuts(std::size_t size, Random& random) {
  const std::size_t one = random.below(size + 1);
  const std::size_t other = any_other(one, size + 1, random);
  return {std::min(one, other), std::max(one, other)};
}

MixedVariation::MixedVariation(Space space, Crossover crossover, double mutation_probability)
    : genes_(space), crossover_(crossover), mutation_probability_(mutation_probability) {}

void MixedVariation::cross(Genome& child, const Genome& second, Random& random) const {
  if (crossover_ == Crossover::uniform) {
    for (const std::size_t gene : genes_.free()) {
      if (random.bits32() >> 31 != 0) {
        child[gene] = take_over(gene, child[gene], second[gene], random);
      }
    }
    return;
  }
  const Cuts cuts = two_cuts(child.size(), random);
  for (const std::size_t gene : genes_.free()) {
    if (gene >= cuts.from && gene < cuts.to) {
      child[gene] = take_over(gene, child[gene], second[gene], random);
    }
  }
}

std::uint64_t MixedVariation::take_over(std::size_t gene, std::uint64_t first, std::uint64_t second,
                                        Random& random) const {
  if (first == k_inactive || second == k_inactive) return second;
  const Parameter parameter = genes_.space()[gene];
  switch (parameter.type()) {
    case ParameterType::real:
      return blend(first, second, random);
    case ParameterType::permutation:
      return order_crossover(first, second, parameter.items(), random);
    default:
      return second;
  }
}

void MixedVariation::mutate(Genome& child, bool force, Random& random) const {
  const std::vector<std::size_t>& free = genes_.free();
  const std::size_t forced =
      force && !free.empty() ? free[random.below(free.size())] : child.size();
  for (const std::size_t gene : free) {
    if (child[gene] == k_inactive) {
      child[gene] = genes_.any(gene, random);
    } else if (random.chance(mutation_probability_) || gene == forced) {
      child[gene] = mutated(gene, child[gene], random);
    }
  }
  Genes::complete(child);
}

bool MixedVariation::step(Genome& genome, Random& random) const {
  std::size_t active = 0;
  for (const std::size_t gene : genes_.free()) active += genome[gene] != k_inactive ? 1 : 0;
  if (active == 0) return false;
  std::size_t skip = random.below(active);
  for (const std::size_t gene : genes_.free()) {
    if (genome[gene] == k_inactive || skip-- > 0) continue;
    genome[gene] = mutated(gene, genome[gene], random);
    break;
  }
  return true;
}

std::uint64_t MixedVariation::mutated(std::size_t gene, std::uint64_t current,
                                      Random& random) const {
  const Parameter parameter = genes_.space()[gene];
  const std::uint64_t choices = genes_.choices(gene);
  switch (parameter.type()) {
    case ParameterType::boolean:
    case ParameterType::categorical:
      return any_other(current, choices, random);
    case ParameterType::permutation:
      return swap_two(current, parameter.items(), random);
    case ParameterType::real:
      switch (random.below(3)) {
        case 0:
          return normal_step(current, choices, 0.1, random);
        case 1:
          return normal_step(current, choices, 0.01, random);
        default:
          return genes_.any(gene, random);
      }
    case ParameterType::integer:
    case ParameterType::ordinal:
      break;
  }
  switch (random.below(3)) {
    case 0:
      return next_cell(current, choices, random.chance(0.5));
    case 1:
      return parameter.log_scale() ? scale_step(current, choices, random)
                                   : normal_step(current, choices, 0.1, random);
    default: {
      const std::uint64_t value = genes_.any(gene, random);
      return value != current ? value : any_other(current, choices, random);
    }
  }
}

}  // namespace archgym::agents
