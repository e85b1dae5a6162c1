// Ant colony optimisation for mixed spaces.
#include <utility>

#include "colony.hpp"
#include "common/generational.hpp"
#include "common/population.hpp"
#include "common/variation.hpp"

namespace archgym::agents {
namespace {

enum Hyperparameter : std::size_t { ants, evaporation, greediness, depth, exploration };

// After so many ways that are known already, an ant strays from its way.
constexpr int k_patience = 4;

std::size_t count(const AgentSetup& setup, Hyperparameter name) {
  return static_cast<std::size_t>(setup.hyperparameters().integer(name));
}

class AntColony final : public Generational {
 public:
  explicit AntColony(const AgentSetup& setup)
      : Generational(setup, "ant_colony", 0, count(setup, ants), Overlap::generations),
        ants_(count(setup, ants)),
        evaporation_(setup.hyperparameters().real(evaporation)),
        depth_(count(setup, depth)),
        archive_size_(setup.objectives() > 1 ? ants_ : 1),
        colony_(setup.space(), setup.hyperparameters().real(greediness),
                setup.hyperparameters().real(exploration)),
        straying_(setup.space(), Crossover::uniform, 0) {}

 private:
  // Half of the new pheromone is on the way of the best ant of this iteration, half on that of the
  // best so far or, with several objectives, of each of the best in turn.
  std::size_t breed(Generation generation) override {
    archive_.insert(archive_.end(), generation.results.begin(), generation.results.end());
    archive_ = select_best(std::move(archive_), archive_size_);
    const auto best = best_of(std::move(generation.results));
    if (best && !best->failed) colony_.reinforce(best->genes, evaporation_ / 2);
    if (!archive_.empty()) {
      const Individual& ever = archive_[iterations_ % archive_.size()];
      if (!ever.failed) colony_.reinforce(ever.genes, evaporation_ / 2);
    }
    return iterations_++ == depth_ && depth_ > 0 ? 0 : ants_;
  }

  bool make_child(Genome& child, std::size_t, int attempt, Random& random) override {
    colony_.walk(child, random);
    if (attempt >= k_patience) {
      for (std::size_t k = changes(attempt - k_patience); k > 0; --k) straying_.step(child, random);
    }
    return true;
  }

  void save_more(Writer& out) const override {
    out.u64(iterations_);
    individuals().save(out, archive_);
    colony_.save(out);
  }
  void load_more(Reader& in) override {
    iterations_ = in.u64();
    archive_ = individuals().load(in);
    colony_.load(in);
  }

  std::size_t ants_;
  double evaporation_;
  std::uint64_t depth_;
  std::size_t archive_size_;
  Colony colony_;
  MixedVariation straying_;
  std::uint64_t iterations_ = 0;
  std::vector<Individual> archive_;  // the best, best first
};

}  // namespace
}  // namespace archgym::agents

ARCHGYM_AGENT(archgym::agents::AntColony)
