// Simulated annealing for mixed spaces.
#include <utility>

#include "annealing.hpp"
#include "common/generational.hpp"
#include "common/population.hpp"
#include "common/variation.hpp"
#include "cost_scale.hpp"

namespace archgym::agents {
namespace {

enum Hyperparameter : std::size_t { start_samples, candidates, initial_temperature, half_life };

// The temperature has fallen to a thousandth: nothing worse is accepted any more.
constexpr std::uint64_t k_halvings = 10;

std::size_t count(const AgentSetup& setup, Hyperparameter name) {
  return static_cast<std::size_t>(setup.hyperparameters().integer(name));
}

class SimulatedAnnealing final : public Generational {
 public:
  explicit SimulatedAnnealing(const AgentSetup& setup)
      : Generational(setup, "simulated_annealing", count(setup, start_samples),
                     count(setup, start_samples), Overlap::none),
        seed_(setup.seed()),
        candidates_(count(setup, candidates)),
        initial_temperature_(setup.hyperparameters().real(initial_temperature)),
        half_life_(count(setup, half_life)),
        scale_(static_cast<std::size_t>(setup.objectives())),
        neighbours_(setup.space(), Crossover::uniform, 0) {}

 private:
  std::size_t breed(Generation generation) override {
    if (current_.empty()) {
      scale_.measure(generation.results);
      current_ = select_best(std::move(generation.results), 1);
      best_ = current_;
      return candidates_;
    }
    for (const Individual& one : generation.results) {
      Random random(seed_, "simulated_annealing.accept", results_++);
      const double temperature = temperature_after(steps_++, initial_temperature_, half_life_);
      if (accept(scale_.increase(current_.front(), one), temperature, random)) current_ = {one};
      if (better(one, best_.front())) best_ = {one};
    }
    if (steps_ >= k_halvings * half_life_) reheat();
    return candidates_;
  }

  void reheat() {
    steps_ = 0;
    current_ = best_;
    Random random(seed_, "simulated_annealing.weights", results_);
    scale_.draw_weights(random);
  }

  bool make_child(Genome& child, std::size_t, int attempt, Random& random) override {
    if (current_.empty()) return false;
    child = current_.front().genes;
    for (std::size_t k = changes(attempt); k > 0; --k) {
      if (!neighbours_.step(child, random)) return false;
    }
    return true;
  }

  void save_more(Writer& out) const override {
    out.u64(steps_);
    out.u64(results_);
    scale_.save(out);
    individuals().save(out, current_);
    individuals().save(out, best_);
  }
  void load_more(Reader& in) override {
    steps_ = in.u64();
    results_ = in.u64();
    scale_.load(in);
    current_ = individuals().load(in);
    best_ = individuals().load(in);
    if (best_.size() != current_.size()) throw Rejected("the state has no best design");
  }

  std::uint64_t seed_;
  std::size_t candidates_;
  double initial_temperature_;
  std::uint64_t half_life_;
  CostScale scale_;
  MixedVariation neighbours_;

  std::uint64_t steps_ = 0;          // results since the temperature was highest
  std::uint64_t results_ = 0;        // in all
  std::vector<Individual> current_;  // one, or none before the first results
  std::vector<Individual> best_;     // likewise
};

}  // namespace
}  // namespace archgym::agents

ARCHGYM_AGENT(archgym::agents::SimulatedAnnealing)
