// Iterated local search: climbs from design to better neighbour, and starts again where none is
// found.
#include <iterator>
#include <utility>

#include "common/generational.hpp"
#include "common/population.hpp"
#include "common/variation.hpp"

namespace archgym::agents {
namespace {

enum Hyperparameter : std::size_t { start_samples, candidates, patience, restart, kick };

enum class Restart : std::uint64_t { perturb, random };  // the order of the manifest

// With several objectives, so many non-dominated designs are kept to start from.
constexpr std::size_t k_archive = 32;

std::size_t count(const AgentSetup& setup, Hyperparameter name) {
  return static_cast<std::size_t>(setup.hyperparameters().integer(name));
}

class LocalSearch final : public Generational {
 public:
  explicit LocalSearch(const AgentSetup& setup)
      : Generational(setup, "local_search", count(setup, start_samples),
                     count(setup, start_samples), Overlap::none),
        start_samples_(count(setup, start_samples)),
        candidates_(count(setup, candidates)),
        patience_(count(setup, patience)),
        restart_(static_cast<Restart>(setup.hyperparameters().index(restart))),
        kick_(count(setup, kick)),
        archive_size_(setup.objectives() > 1 ? k_archive : 1),
        neighbours_(setup.space(), Crossover::uniform, 0) {}

 private:
  std::size_t breed(Generation generation) override {
    const std::size_t results = generation.results.size();
    archive_.insert(archive_.end(), generation.results.begin(), generation.results.end());
    archive_ = select_best(std::move(archive_), archive_size_);

    std::optional<Individual> best = best_of(std::move(generation.results));
    if (best && (current_.empty() || better(*best, current_.front()))) {
      current_ = {std::move(*best)};
      failures_ = 0;
    } else {
      failures_ += results;
    }
    if (failures_ < patience_) return candidates_;

    // The best design of the next round is the new current one, whatever it is.
    current_.clear();
    failures_ = 0;
    return restart_ == Restart::random ? start_samples_ : candidates_;
  }

  bool make_child(Genome& child, std::size_t, int attempt, Random& random) override {
    std::size_t steps = changes(attempt);
    if (!current_.empty()) {
      child = current_.front().genes;
    } else if (restart_ == Restart::perturb && !archive_.empty()) {
      child = archive_[random.below(archive_.size())].genes;
      steps += kick_ - 1;
    } else {
      return false;
    }
    for (; steps > 0; --steps) {
      if (!neighbours_.step(child, random)) return false;
    }
    return true;
  }

  void save_more(Writer& out) const override {
    out.u64(failures_);
    individuals().save(out, current_);
    individuals().save(out, archive_);
  }
  void load_more(Reader& in) override {
    failures_ = static_cast<std::size_t>(in.u64());
    current_ = individuals().load(in);
    archive_ = individuals().load(in);
  }

  std::size_t start_samples_;
  std::size_t candidates_;
  std::size_t patience_;
  Restart restart_;
  std::size_t kick_;
  std::size_t archive_size_;
  MixedVariation neighbours_;

  std::vector<Individual> current_;  // one, or none at a start
  std::size_t failures_ = 0;         // evaluations since the last improvement
  std::vector<Individual> archive_;  // the best, best first
};

}  // namespace
}  // namespace archgym::agents

ARCHGYM_AGENT(archgym::agents::LocalSearch)
