#include "coding.hpp"

#include <algorithm>
#include <bit>

namespace archgym::agents {
namespace {

constexpr int k_real_bits = 16;

}  // namespace

void IntegerCoding::cross(Genome& child, const Genome& second, Random& random) const {
  const bool uniform = crossover_ == Crossover::uniform;
  const Cuts cuts = uniform ? Cuts{} : two_cuts(child.size(), random);
  for (const std::size_t gene : genes_.free()) {
    if (uniform ? random.bits32() >> 31 != 0 : gene >= cuts.from && gene < cuts.to) {
      child[gene] = second[gene];
    }
  }
}

void IntegerCoding::mutate(Genome& child, bool force, Random& random) const {
  const std::vector<std::size_t>& free = genes_.free();
  const std::size_t forced =
      force && !free.empty() ? free[random.below(free.size())] : child.size();
  for (const std::size_t gene : free) {
    if (child[gene] == k_inactive) {
      child[gene] = genes_.any(gene, random);
    } else if (random.chance(mutation_probability_) || gene == forced) {
      child[gene] = any_other(child[gene], genes_.choices(gene), random);
    }
  }
  Genes::complete(child);
}

GrayCoding::GrayCoding(Space space, Crossover crossover, double mutation_probability)
    : genes_(space), crossover_(crossover), mutation_probability_(mutation_probability) {
  for (const std::size_t gene : genes_.free()) {
    const int needed = static_cast<int>(std::bit_width(genes_.choices(gene) - 1));
    const bool real = space[gene].type() == ParameterType::real;
    const int bits = real ? k_real_bits : needed;
    const int shift = needed - bits;
    fields_.push_back({gene, bits, shift, genes_.choices(gene) >> shift});
    bits_ += static_cast<std::size_t>(bits);
  }
}

std::uint64_t GrayCoding::number_of(std::uint64_t gray) {
  for (int shift = 1; shift < 64; shift *= 2) gray ^= gray >> shift;
  return gray;
}

void GrayCoding::store(const Field& field, std::uint64_t code, Genome& genome) const {
  const std::uint64_t number = number_of(code);
  if (number >= field.choices) return;
  // The bits that the code leaves out stay as they are: a real keeps its fine position.
  const std::uint64_t low = genome[field.gene] & ((std::uint64_t{1} << field.shift) - 1);
  genome[field.gene] = (number << field.shift) | low;
}

void GrayCoding::cross(Genome& child, const Genome& second, Random& random) const {
  const bool uniform = crossover_ == Crossover::uniform;
  const Cuts cuts = uniform ? Cuts{} : two_cuts(bits_, random);
  std::size_t first_bit = 0;  // of the field in the string
  for (const Field& field : fields_) {
    std::uint64_t taken = 0;
    for (int bit = 0; bit < field.bits; ++bit) {
      const std::size_t place = first_bit + static_cast<std::size_t>(bit);
      const bool take =
          uniform ? random.bits32() >> 31 != 0 : place >= cuts.from && place < cuts.to;
      if (take) taken |= std::uint64_t{1} << bit;
    }
    first_bit += static_cast<std::size_t>(field.bits);
    if (taken == 0) continue;
    // A code needs a value on both sides; a parameter that is inactive is taken over as a whole.
    if (child[field.gene] == k_inactive || second[field.gene] == k_inactive) {
      child[field.gene] = second[field.gene];
      continue;
    }
    store(field, (code(field, child) & ~taken) | (code(field, second) & taken), child);
  }
}

void GrayCoding::mutate(Genome& child, bool force, Random& random) const {
  const std::size_t forced = force && bits_ > 0 ? random.below(bits_) : bits_;
  std::size_t place = 0;
  for (const Field& field : fields_) {
    if (child[field.gene] == k_inactive) {
      child[field.gene] = genes_.any(field.gene, random);
      place += static_cast<std::size_t>(field.bits);
      continue;
    }
    for (int bit = 0; bit < field.bits; ++bit, ++place) {
      if (!random.chance(mutation_probability_) && place != forced) continue;
      store(field, code(field, child) ^ (std::uint64_t{1} << bit), child);
    }
  }
  Genes::complete(child);
}

}  // namespace archgym::agents
