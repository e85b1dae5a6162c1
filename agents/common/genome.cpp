#include "common/genome.hpp"

#include "common/unit_cell.hpp"

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
  const Parameter parameter = space_[gene];
  if (parameter.log_scale() && parameter.type() == ParameterType::integer) {
    return unit_index(parameter, random.uniform());
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
