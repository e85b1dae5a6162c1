#include "colony.hpp"

#include <algorithm>

#include "common/permutation.hpp"

namespace archgym::agents {
namespace {

constexpr std::uint64_t k_most_cells = 64;

}  // namespace

Colony::Colony(Space space, double greediness, double floor) : greediness_(greediness) {
  const Genes genes(space);
  for (const std::size_t gene : genes.free()) {
    const std::size_t items = space[gene].items();
    const std::size_t columns = items > 0 ? items : std::min(genes.choices(gene), k_most_cells);
    trails_.push_back({gene, items, genes.choices(gene),
                       PheromoneTable(std::max<std::size_t>(items, 1), columns, floor)});
  }
}

// Cells differ by at most one value in size: cell c begins at c * choices / columns, rounded down.
std::uint64_t Colony::Trail::first_of_cell(std::uint64_t cell) const {
  const std::uint64_t columns = table.columns();
  return choices / columns * cell + choices % columns * cell / columns;
}

std::uint64_t Colony::Trail::cell_of(std::uint64_t value) const {
  const std::uint64_t columns = table.columns();
  std::uint64_t cell = std::min(value / (choices / columns), columns - 1);
  while (first_of_cell(cell) > value) --cell;
  return cell;
}

void Colony::walk(Genome& genome, Random& random) {
  std::fill(genome.begin(), genome.end(), 0);
  for (const Trail& trail : trails_) {
    allowed_.assign(trail.table.columns(), 1);
    if (trail.items == 0) {
      const std::size_t cell = trail.table.choose(0, allowed_, random.chance(greediness_), random);
      const std::uint64_t first = trail.first_of_cell(cell);
      genome[trail.gene] = first + random.below(trail.first_of_cell(cell + 1) - first);
      continue;
    }
    Permutation permutation;
    permutation.size = trail.items;
    for (std::size_t place = 0; place < trail.items; ++place) {
      const std::size_t item =
          trail.table.choose(place, allowed_, random.chance(greediness_), random);
      permutation.items[place] = static_cast<std::uint8_t>(item);
      allowed_[item] = 0;
    }
    genome[trail.gene] = rank_of(permutation);
  }
}

void Colony::reinforce(const Genome& genome, double rate) {
  for (Trail& trail : trails_) {
    const std::uint64_t value = genome[trail.gene];
    if (value == k_inactive) continue;
    if (trail.items == 0) {
      trail.table.reinforce(0, trail.cell_of(value), rate);
      continue;
    }
    const Permutation permutation = permutation_of(value, trail.items);
    for (std::size_t place = 0; place < trail.items; ++place) {
      trail.table.reinforce(place, permutation.items[place], rate);
    }
  }
}

void Colony::save(Writer& out) const {
  for (const Trail& trail : trails_) trail.table.save(out);
}

void Colony::load(Reader& in) {
  for (Trail& trail : trails_) trail.table.load(in);
}

}  // namespace archgym::agents
