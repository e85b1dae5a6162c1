// Differential evolution for mixed spaces: Storn, Price: Differential evolution - a simple and
// efficient heuristic for global optimization over continuous spaces, Journal of Global
// Optimization 11, 1997.
#include <algorithm>
#include <utility>

#include "common/generational.hpp"
#include "common/population.hpp"
#include "common/variation.hpp"
#include "difference.hpp"

namespace archgym::agents {
namespace {

enum Hyperparameter : std::size_t { population_size, strategy, scale, crossover_probability };

enum class Strategy : std::uint64_t { rand_1, best_1, current_to_best_1 };  // as in the manifest

// Children that were known already; from then on a parent is changed at random only.
constexpr int k_difference_attempts = 4;

std::size_t population_of(const AgentSetup& setup) {
  return static_cast<std::size_t>(setup.hyperparameters().integer(population_size));
}

class DifferentialEvolution final : public Generational {
 public:
  explicit DifferentialEvolution(const AgentSetup& setup)
      : Generational(setup, "differential_evolution", population_of(setup), population_of(setup),
                     Overlap::results),
        population_size_(population_of(setup)),
        strategy_(static_cast<Strategy>(setup.hyperparameters().index(strategy))),
        scale_(setup.hyperparameters().real(scale)),
        crossover_probability_(setup.hyperparameters().real(crossover_probability)),
        mutation_(setup.space(), Crossover::uniform, 0) {}

 private:
  const Genes& genes() const { return mutation_.genes(); }

  std::size_t breed(Generation generation) override {
    for (Individual& one : generation.results) {
      const auto own =
          std::find_if(generation.own.begin(), generation.own.end(),
                       [&](const Own& asked) { return asked.trial_id == one.trial_id; });
      if (parents_.size() < population_size_) {
        parents_.push_back(std::move(one));  // a founder
      } else if (own != generation.own.end()) {
        // A child takes the place of its parent, or of who has it now, unless that is better.
        Individual& parent = parents_[own->slot % population_size_];
        if (!better(parent, one)) parent = std::move(one);
      } else {
        take_in(std::move(one));
      }
    }
    best_ = 0;
    for (std::size_t k = 1; k < parents_.size(); ++k) {
      if (better(parents_[k], parents_[best_])) best_ = k;
    }
    return population_size_;
  }

  // A design of another agent: it takes the place of one that is worse, if there is one.
  void take_in(Individual one) {
    std::size_t worst = 0;
    for (std::size_t k = 1; k < parents_.size(); ++k) {
      if (better(parents_[worst], parents_[k])) worst = k;
    }
    if (better(one, parents_[worst])) parents_[worst] = std::move(one);
  }

  bool make_child(Genome& child, std::size_t slot, int attempt, Random& random) override {
    if (parents_.size() < population_size_ || genes().free().empty()) return false;
    slot %= population_size_;  // also of a state from elsewhere
    child = parents_[slot].genes;
    if (attempt < k_difference_attempts) add_differences(child, slot, random);
    if (attempt > 0) {
      for (std::size_t k = changes(attempt); k > 0; --k) mutation_.step(child, random);
    }
    genes().fill(child, random);
    return true;
  }

  // The parameters that cross over move; at least one does.
  void add_differences(Genome& child, std::size_t slot, Random& random) const {
    // Three different parents beside the own one.
    std::size_t others[3];
    for (std::size_t k = 0; k < 3; ++k) {
      do {
        others[k] = random.below(parents_.size());
      } while (others[k] == slot || std::find(others, others + k, others[k]) != others + k);
    }
    const Genome& own = parents_[slot].genes;
    const Genome& best = parents_[best_].genes;
    const Genome& base = strategy_ == Strategy::rand_1   ? parents_[others[0]].genes
                         : strategy_ == Strategy::best_1 ? best
                                                         : own;
    const Genome& to = parents_[others[1]].genes;
    const Genome& from = parents_[others[2]].genes;
    const double factor = scale_ * random.uniform(0.5, 1.5);
    const std::vector<std::size_t>& free = genes().free();
    const std::size_t certain = free[random.below(free.size())];
    for (const std::size_t gene : free) {
      if (gene != certain && !random.chance(crossover_probability_)) continue;
      child[gene] = base[gene];
      if (strategy_ == Strategy::current_to_best_1) {
        child[gene] = moved(gene, child[gene], best[gene], own[gene], factor, random);
      }
      child[gene] = moved(gene, child[gene], to[gene], from[gene], factor, random);
    }
  }

  // Where a parameter is inactive in one of the designs, a known value is taken, or any.
  std::uint64_t moved(std::size_t gene, std::uint64_t base, std::uint64_t to, std::uint64_t from,
                      double factor, Random& random) const {
    if (base == k_inactive) base = to != k_inactive ? to : genes().any(gene, random);
    if (to == k_inactive || from == k_inactive) return base;
    return add_difference(genes(), gene, base, to, from, factor, random);
  }

  void save_more(Writer& out) const override {
    individuals().save(out, parents_);
    out.u64(best_);
  }
  void load_more(Reader& in) override {
    parents_ = individuals().load(in);
    best_ = static_cast<std::size_t>(in.u64());
    if (parents_.size() > population_size_ || (best_ > 0 && best_ >= parents_.size())) {
      throw Rejected("the state belongs to another population size");
    }
  }

  std::size_t population_size_;
  Strategy strategy_;
  double scale_;
  double crossover_probability_;
  MixedVariation mutation_;
  std::vector<Individual> parents_;  // a child competes with the parent of its slot
  std::size_t best_ = 0;             // of them
};

}  // namespace
}  // namespace archgym::agents

ARCHGYM_AGENT(archgym::agents::DifferentialEvolution)
