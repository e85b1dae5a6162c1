// A genetic algorithm for mixed spaces, with one objective or several.
#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "coding.hpp"
#include "common/generational.hpp"
#include "common/population.hpp"
#include "common/succession.hpp"
#include "common/variation.hpp"

namespace archgym::agents {
namespace {

enum Hyperparameter : std::size_t {
  population_size,
  encoding,
  tournament_size,
  crossover,
  crossover_probability,
  mutation_probability,
  elite_count
};

enum class Encoding : std::uint64_t { mixed, integer, gray };  // the order of the manifest

std::size_t count(const AgentSetup& setup, Hyperparameter name) {
  return static_cast<std::size_t>(setup.hyperparameters().integer(name));
}

std::unique_ptr<const Variation> make_variation(const AgentSetup& setup) {
  const auto kind = static_cast<Crossover>(setup.hyperparameters().index(crossover));
  const double probability = setup.hyperparameters().real(mutation_probability);
  switch (static_cast<Encoding>(setup.hyperparameters().index(encoding))) {
    case Encoding::integer:
      return std::make_unique<IntegerCoding>(setup.space(), kind, probability);
    case Encoding::gray:
      return std::make_unique<GrayCoding>(setup.space(), kind, probability);
    case Encoding::mixed:
      break;
  }
  return std::make_unique<MixedVariation>(setup.space(), kind, probability);
}

class Genetic final : public Generational {
 public:
  explicit Genetic(const AgentSetup& setup)
      : Generational(setup, "genetic", count(setup, population_size), count(setup, population_size),
                     Overlap::results),
        population_size_(count(setup, population_size)),
        tournament_size_(count(setup, tournament_size)),
        crossover_probability_(setup.hyperparameters().real(crossover_probability)),
        // Of several objectives no single design is the best: all parents compete with the
        // children.
        elites_(setup.objectives() > 1 ? population_size_ : count(setup, elite_count)),
        offspring_(setup.objectives() > 1 ? population_size_ : population_size_ - elites_),
        variation_(make_variation(setup)),
        succession_(population_size_, elites_, offspring_) {}

 private:
  std::size_t breed(Generation generation) override {
    succession_.add(std::move(generation.results));
    return offspring_;
  }

  bool make_child(Genome& child, std::size_t, int attempt, Random& random) override {
    if (succession_.parents().empty()) return false;
    child = select_parent(random).genes;
    if (random.chance(crossover_probability_)) {
      variation_->cross(child, select_parent(random).genes, random);
    }
    variation_->mutate(child, attempt > 0, random);
    return true;
  }

  const Individual& select_parent(Random& random) const {
    const std::vector<Individual>& parents = succession_.parents();
    return parents[tournament(parents.size(), tournament_size_, random)];
  }

  void save_more(Writer& out) const override { succession_.save(out, individuals()); }
  void load_more(Reader& in) override { succession_.load(in, individuals()); }

  std::size_t population_size_;
  std::size_t tournament_size_;
  double crossover_probability_;
  std::size_t elites_;     // parents that survive beside the offspring
  std::size_t offspring_;  // children per generation
  std::unique_ptr<const Variation> variation_;
  Succession succession_;
};

}  // namespace
}  // namespace archgym::agents

ARCHGYM_AGENT(archgym::agents::Genetic)
