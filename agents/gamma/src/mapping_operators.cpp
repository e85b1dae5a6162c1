#include "mapping_operators.hpp"

#include <algorithm>

#include "common/permutation.hpp"

namespace archgym::agents {
namespace {

// To find the parameters that others depend on, each is varied in so many random designs ...
constexpr std::uint64_t k_probes = 16;
// ... over so many of its values.
constexpr std::uint64_t k_probed_values = 16;

// The k-th of at most k_probed_values values, spread evenly, both ends among them.
std::uint64_t probed_value(std::uint64_t k, std::uint64_t choices) {
  return choices <= k_probed_values ? k : (choices - 1) / (k_probed_values - 1) * k;
}

// A random one of `genes` that is active, or `none`.
std::size_t active_one(const std::vector<std::size_t>& genes, const Genome& genome, Random& random,
                       std::size_t none) {
  std::vector<std::size_t> found;
  for (const std::size_t gene : genes) {
    if (genome[gene] != k_inactive) found.push_back(gene);
  }
  return found.empty() ? none : found[random.below(found.size())];
}

}  // namespace

MappingOperators::MappingOperators(Space space) : genes_(space) {
  for (const std::size_t gene : genes_.free()) {
    const ParameterType type = space[gene].type();
    if (type == ParameterType::permutation) orders_.push_back(gene);
    if (type == ParameterType::integer || type == ParameterType::ordinal) tiles_.push_back(gene);
  }
  Point point(space.size());
  Genome genome(space.size());
  for (const std::size_t gene : genes_.free()) {
    bool level = false;
    for (std::uint64_t probe = 0; probe < k_probes && !level; ++probe) {
      if (!space.sample(0, probe, point)) break;
      space.to_indices(point, genome);
      const std::size_t before = active(genome);
      const std::uint64_t values = std::min(genes_.choices(gene), k_probed_values);
      for (std::uint64_t k = 0; k < values && genome[gene] != k_inactive && !level; ++k) {
        Genome changed = genome;
        changed[gene] = probed_value(k, genes_.choices(gene));
        level = active(changed) != before;
      }
    }
    if (level) levels_.push_back(gene);
  }
}

std::size_t MappingOperators::active(const Genome& genome) const {
  Point point(genome.size());
  genes_.space().from_indices(genome, point);
  return static_cast<std::size_t>(
      std::count_if(point.begin(), point.end(),
                    [](const ag_value& value) { return value.kind != AG_KIND_NONE; }));
}

bool MappingOperators::reorder(Genome& genome, Random& random) const {
  const std::size_t gene = active_one(orders_, genome, random, genome.size());
  if (gene == genome.size()) return false;
  const std::size_t size = genes_.space()[gene].items();
  Permutation order = permutation_of(genome[gene], size);
  const std::size_t from = random.below(size);
  const std::size_t to = any_other(from, size, random);
  const auto items = order.items.begin();
  const auto at = [&](std::size_t place) { return items + static_cast<std::ptrdiff_t>(place); };
  if (from < to) {
    std::rotate(at(from), at(from + 1), at(to + 1));
  } else {
    std::rotate(at(to), at(from), at(from + 1));
  }
  genome[gene] = rank_of(order);
  return true;
}

bool MappingOperators::grow(Genome& genome, Random& random) const {
  return change_size(genome, true, random);
}

bool MappingOperators::age(Genome& genome, Random& random) const {
  return change_size(genome, false, random);
}

bool MappingOperators::change_size(Genome& genome, bool larger, Random& random) const {
  const bool level_first = random.chance(0.5);
  if (level_first && change_level(genome, larger, random)) return true;
  return change_tile(genome, larger, random) ||
         (!level_first && change_level(genome, larger, random));
}

bool MappingOperators::change_level(Genome& genome, bool more, Random& random) const {
  const std::size_t gene = active_one(levels_, genome, random, genome.size());
  if (gene == genome.size()) return false;
  const std::size_t before = active(genome);
  const std::uint64_t choices = genes_.choices(gene);
  std::vector<std::uint64_t> found;
  Genome changed = genome;
  for (std::uint64_t k = 0; k < std::min(choices, k_probed_values); ++k) {
    changed[gene] = probed_value(k, choices);
    const std::size_t now = active(changed);
    if (more ? now > before : now < before) found.push_back(changed[gene]);
  }
  if (found.empty()) return false;
  genome[gene] = found[random.below(found.size())];
  return true;
}

bool MappingOperators::change_tile(Genome& genome, bool larger, Random& random) const {
  const std::size_t gene = active_one(tiles_, genome, random, genome.size());
  if (gene == genome.size()) return false;
  const std::uint64_t current = genome[gene];
  const std::uint64_t room = larger ? genes_.choices(gene) - 1 - current : current;
  if (room == 0) return false;
  if (larger) {
    genome[gene] = current + 1 + random.below(std::min(current + 1, room));
  } else {
    genome[gene] = current - 1 - random.below((current + 1) / 2);
  }
  return true;
}

}  // namespace archgym::agents
