#include "common/genome.hpp"

namespace archgym::agents {

Genes::Genes(Space space) : space_(space) {
  for (std::size_t gene = 0; gene < space_.size(); ++gene) {
    const Parameter parameter = space_[gene];
    const bool real = parameter.type() == ParameterType::real;
    choices_.push_back(real ? k_real_cells : parameter.choices());
    if (!parameter.fixed() && choices_.back() > 1) free_.push_back(gene);
  }
}

std::uint64_t Genes::any(std::size_t gene, Random& random) const {
  if (space_[gene].type() == ParameterType::integer && space_[gene].log_scale()) {
    Point donor(space_.size());
    Genome indices(space_.size());
    if (space_.sample(random.bits64(), 0, donor)) {
      space_.to_indices(donor, indices);
      if (indices[gene] != k_inactive) return indices[gene];
    }
  }
  return random.below(choices_[gene]);
}

void Genes::fill(Genome& genome, Random& random) const {
  for (const std::size_t gene : free_) {
    if (genome[gene] == k_inactive) genome[gene] = any(gene, random);
  }
  complete(genome);
}

}  // namespace archgym::agents
