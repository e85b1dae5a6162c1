#include "difference.hpp"

#include <algorithm>
#include <cmath>

#include "common/permutation.hpp"

namespace archgym::agents {
namespace {

// A position mirrored at 0 and `last` until it is between them.
double reflect(double position, double last) {
  const double period = 2 * last;
  position = std::fmod(std::abs(position), period);
  return position > last ? period - position : position;
}

std::uint64_t add_numbers(double base, double difference, std::uint64_t choices, bool real,
                          Random& random) {
  const double position = reflect(base + difference, static_cast<double>(choices - 1));
  return clamp_cell(real ? position : std::floor(position + random.uniform()), choices);
}

std::uint64_t add_exchanges(std::uint64_t base, std::uint64_t to, std::uint64_t from,
                            std::size_t size, double scale, Random& random) {
  Permutation result = permutation_of(base, size);
  const Permutation wanted = permutation_of(to, size);
  Permutation current = permutation_of(from, size);
  for (std::size_t place = 0; place < size; ++place) {
    if (current.items[place] == wanted.items[place]) continue;
    const auto other = static_cast<std::size_t>(
        std::find(current.items.begin(), current.items.end(), wanted.items[place]) -
        current.items.begin());
    std::swap(current.items[place], current.items[other]);
    if (random.chance(scale)) std::swap(result.items[place], result.items[other]);
  }
  return rank_of(result);
}

}  // namespace

std::uint64_t add_difference(const Genes& genes, std::size_t gene, std::uint64_t base,
                             std::uint64_t to, std::uint64_t from, double scale, Random& random) {
  const Parameter parameter = genes.space()[gene];
  switch (parameter.type()) {
    case ParameterType::boolean:
    case ParameterType::categorical:
      return to != from && random.chance(scale) ? to : base;
    case ParameterType::permutation:
      return add_exchanges(base, to, from, parameter.items(), scale, random);
    default:
      return add_numbers(static_cast<double>(base),
                         scale * (static_cast<double>(to) - static_cast<double>(from)),
                         genes.choices(gene), parameter.type() == ParameterType::real, random);
  }
}

}  // namespace archgym::agents
