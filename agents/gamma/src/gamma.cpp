// A genetic algorithm with operators for mappings: Kao, Krishna: GAMMA: Automating the HW mapping
// of DNN models on accelerators via genetic algorithm, ICCAD 2020.
#include <algorithm>
#include <iterator>
#include <utility>

#include "common/generational.hpp"
#include "common/succession.hpp"
#include "common/variation.hpp"
#include "mapping_operators.hpp"

namespace archgym::agents {
namespace {

enum Hyperparameter : std::size_t {
  population_size,
  elite_ratio,
  parents_ratio,
  crossover,
  mutation,
  reordering,
  growing,
  ageing
};

// Probability that a parameter is mutated in a child that mutates.
constexpr double k_mutation_per_parameter = 0.1;

std::size_t population_of(const AgentSetup& setup) {
  return static_cast<std::size_t>(setup.hyperparameters().integer(population_size));
}

class Gamma final : public Generational {
 public:
  explicit Gamma(const AgentSetup& setup)
      : Generational(setup, "gamma", population_of(setup), population_of(setup), Overlap::results),
        population_size_(population_of(setup)),
        elites_(share(setup, elite_ratio)),
        breeders_(share(setup, parents_ratio)),
        crossover_(setup.hyperparameters().real(crossover)),
        mutation_(setup.hyperparameters().real(mutation)),
        reordering_(setup.hyperparameters().real(reordering)),
        growing_(setup.hyperparameters().real(growing)),
        ageing_(setup.hyperparameters().real(ageing)),
        variation_(setup.space(), Crossover::uniform, k_mutation_per_parameter),
        mapping_(setup.space()),
        succession_(population_size_, elites_, population_size_ - elites_) {}

 private:
  // Of the population, at least one and not all.
  std::size_t share(const AgentSetup& setup, Hyperparameter ratio) const {
    const double wanted =
        setup.hyperparameters().real(ratio) * static_cast<double>(population_size_);
    return std::clamp<std::size_t>(static_cast<std::size_t>(wanted), 1, population_size_ - 1);
  }

  std::size_t breed(Generation generation) override {
    succession_.add(std::move(generation.results));
    return population_size_ - elites_;
  }

  bool make_child(Genome& child, std::size_t, int attempt, Random& random) override {
    if (succession_.parents().empty()) return false;
    child = parent(random).genes;
    if (random.chance(crossover_)) variation_.cross(child, parent(random).genes, random);
    if (random.chance(reordering_)) mapping_.reorder(child, random);
    if (random.chance(growing_)) mapping_.grow(child, random);
    if (random.chance(ageing_)) mapping_.age(child, random);
    if (attempt > 0 || random.chance(mutation_)) {
      variation_.mutate(child, true, random);
    } else {
      variation_.genes().fill(child, random);
    }
    return true;
  }

  const Individual& parent(Random& random) const {
    const std::vector<Individual>& parents = succession_.parents();
    return parents[random.below(std::min(breeders_, parents.size()))];
  }

  void save_more(Writer& out) const override { succession_.save(out, individuals()); }
  void load_more(Reader& in) override { succession_.load(in, individuals()); }

  std::size_t population_size_;
  std::size_t elites_;    // parents that survive beside the children
  std::size_t breeders_;  // of the best that have children
  double crossover_;
  double mutation_;
  double reordering_;
  double growing_;
  double ageing_;
  MixedVariation variation_;
  MappingOperators mapping_;
  Succession succession_;
};

}  // namespace
}  // namespace archgym::agents

ARCHGYM_AGENT(archgym::agents::Gamma)
