// NSGA-II: Deb, Pratap, Agarwal, Meyarivan: A fast and elitist multiobjective genetic algorithm:
// NSGA-II, IEEE Transactions on Evolutionary Computation 6(2), 2002.
#include <bit>
#include <iterator>
#include <utility>

#include "common/generational.hpp"
#include "common/population.hpp"
#include "real_coded.hpp"

namespace archgym::agents {
namespace {

enum Hyperparameter : std::size_t {
  population_size,
  crossover_probability,
  crossover_index,
  mutations,
  mutation_index
};

std::size_t population_of(const AgentSetup& setup) {
  return static_cast<std::size_t>(setup.hyperparameters().integer(population_size));
}

// k of a distribution index 2^k - 1.
int roots_of(const AgentSetup& setup, Hyperparameter index) {
  const auto number = static_cast<std::uint64_t>(setup.hyperparameters().number(index));
  return static_cast<int>(std::bit_width(number));
}

class Nsga2 final : public Generational {
 public:
  explicit Nsga2(const AgentSetup& setup)
      : Generational(setup, "nsga2", population_of(setup), population_of(setup), Overlap::results),
        population_size_(population_of(setup)),
        crossover_probability_(setup.hyperparameters().real(crossover_probability)),
        variation_(setup.space(), roots_of(setup, crossover_index), roots_of(setup, mutation_index),
                   setup.hyperparameters().real(mutations)) {}

 private:
  // Parents and children compete.
  std::size_t breed(Generation generation) override {
    parents_.insert(parents_.end(), std::make_move_iterator(generation.results.begin()),
                    std::make_move_iterator(generation.results.end()));
    parents_ = select_best(std::move(parents_), population_size_);
    return population_size_;
  }

  bool make_child(Genome& child, std::size_t, int attempt, Random& random) override {
    if (parents_.empty()) return false;
    child = select_parent(random).genes;
    if (random.chance(crossover_probability_)) {
      variation_.cross(child, select_parent(random).genes, random);
    }
    for (std::size_t k = changes(attempt); k > 0; --k) {
      variation_.mutate(child, attempt > 0, random);
    }
    return true;
  }

  // Binary tournament by the crowded-comparison operator, which is the order of the parents.
  const Individual& select_parent(Random& random) const {
    return parents_[tournament(parents_.size(), 2, random)];
  }

  void save_more(Writer& out) const override { individuals().save(out, parents_); }
  void load_more(Reader& in) override { parents_ = individuals().load(in); }

  std::size_t population_size_;
  double crossover_probability_;
  RealCoded variation_;
  std::vector<Individual> parents_;  // best first
};

}  // namespace
}  // namespace archgym::agents

ARCHGYM_AGENT(archgym::agents::Nsga2)
