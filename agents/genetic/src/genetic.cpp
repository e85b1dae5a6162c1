// A genetic algorithm for mixed spaces, with one objective or several.
#include <algorithm>
#include <archgym/agent.hpp>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

#include "common/design_key.hpp"
#include "common/unseen_designs.hpp"
#include "population.hpp"
#include "variation.hpp"

namespace {

using archgym::agents::Genome;
using archgym::agents::Individual;
using archgym::agents::UnseenDesigns;
using archgym::agents::Variation;

enum Hyperparameter : std::size_t {
  population_size,
  tournament_size,
  crossover,
  crossover_probability,
  mutation_probability,
  elite_count
};

// How often a child is made again because its design is infeasible or was seen before.
constexpr int k_attempts = 16;

// Results of other agents are thinned out when there are so many more than the population holds.
constexpr std::size_t k_arrivals_per_parent = 8;

class Genetic {
 public:
  explicit Genetic(const archgym::AgentSetup& setup)
      : space_(setup.space()),
        seed_(setup.seed()),
        population_size_(
            static_cast<std::size_t>(setup.hyperparameters().integer(population_size))),
        tournament_size_(setup.hyperparameters().integer(tournament_size)),
        crossover_probability_(setup.hyperparameters().real(crossover_probability)),
        // With several objectives parents and offspring compete anyway, as in NSGA-II.
        elites_(setup.objectives() > 1
                    ? population_size_
                    : static_cast<std::size_t>(setup.hyperparameters().integer(elite_count))),
        offspring_(setup.objectives() > 1 ? population_size_ : population_size_ - elites_),
        objectives_(static_cast<std::size_t>(setup.objectives())),
        variation_(
            space_,
            static_cast<archgym::agents::Crossover>(setup.hyperparameters().index(crossover)),
            setup.hyperparameters().real(mutation_probability)),
        designs_(space_, seed_),
        point_(space_.size()),
        genes_(space_.size()) {}

  void ask(archgym::Proposals& proposals, archgym::Call&) {
    while (proposals.room() > 0) {
      if (quota_ == 0) {
        if (!outstanding_.empty()) return;
        next_generation();
      }
      if (!make_child()) {
        proposals.finish();
        return;
      }
      outstanding_.push_back(proposals.add(point_));
      --quota_;
    }
  }

  void tell(const archgym::Trials& trials, archgym::Call&) {
    for (const archgym::Trial trial : trials) {
      designs_.note(trial.parameters());
      if (trial.pending()) continue;
      const auto own = std::find(outstanding_.begin(), outstanding_.end(), trial.id());
      if (own != outstanding_.end()) outstanding_.erase(own);
      // Cheaper, less exact results cannot be compared with full ones.
      if (trial.fidelity() < 1) continue;
      arrivals_.push_back(individual_of(trial));
      if (arrivals_.size() >= k_arrivals_per_parent * population_size_) {
        arrivals_ = select_best(std::move(arrivals_), population_size_);
      }
    }
  }

  void save(archgym::Writer& out) const {
    out.begin("genetic", 1);
    out.u64(space_.size());
    out.u64(objectives_);
    out.u64(population_size_);
    out.u64(static_cast<std::uint64_t>(stage_));
    out.u64(quota_);
    out.u64(children_);
    out.u64(outstanding_.size());
    for (const std::uint64_t id : outstanding_) out.u64(id);
    save_individuals(out, parents_);
    save_individuals(out, arrivals_);
    designs_.save(out);
  }

  void load(archgym::Reader& in) {
    in.begin("genetic", 1);
    if (in.u64() != space_.size() || in.u64() != objectives_ || in.u64() != population_size_) {
      throw archgym::Rejected("the state belongs to another problem or population size");
    }
    const std::uint64_t stage = in.u64();
    if (stage > static_cast<std::uint64_t>(Stage::evolving)) {
      throw archgym::Rejected("the state has an unknown stage");
    }
    stage_ = static_cast<Stage>(stage);
    quota_ = in.u64();
    children_ = in.u64();
    outstanding_.resize(static_cast<std::size_t>(in.count(8)));
    for (std::uint64_t& id : outstanding_) id = in.u64();
    parents_ = load_individuals(in);
    arrivals_ = load_individuals(in);
    designs_.load(in);
  }

 private:
  enum class Stage { start, founding, evolving };

  // Called when every design of the generation has its result.
  void next_generation() {
    // The order in which results came must not matter.
    std::stable_sort(
        arrivals_.begin(), arrivals_.end(),
        [](const Individual& a, const Individual& b) { return a.trial_id < b.trial_id; });
    if (stage_ == Stage::start && arrivals_.size() < population_size_) {
      // Random founders, beside the results that other agents left.
      stage_ = Stage::founding;
      quota_ = population_size_ - arrivals_.size();
      return;
    }
    stage_ = Stage::evolving;
    parents_.resize(std::min(parents_.size(), elites_));
    parents_.insert(parents_.end(), std::make_move_iterator(arrivals_.begin()),
                    std::make_move_iterator(arrivals_.end()));
    arrivals_.clear();
    parents_ = select_best(std::move(parents_), population_size_);
    quota_ = offspring_;
  }

  // Puts a new design into point_; false when there is none left.
  bool make_child() {
    if (!parents_.empty()) {
      archgym::Random random(seed_, "genetic.child", children_++);
      for (int attempt = 0; attempt < k_attempts; ++attempt) {
        genes_ = select_parent(random).genes;
        if (random.chance(crossover_probability_)) {
          variation_.cross(genes_, select_parent(random).genes, random);
        }
        variation_.mutate(genes_, attempt > 0, random);
        if (space_.from_indices(genes_, point_) && designs_.note(point_)) return true;
      }
    }
    return designs_.draw(point_) != UnseenDesigns::Draw::none;
  }

  // Tournament: the best of some parents that are drawn with replacement. Parents are best first.
  const Individual& select_parent(archgym::Random& random) const {
    std::uint64_t best = parents_.size();
    for (std::int64_t k = 0; k < tournament_size_; ++k) {
      best = std::min(best, random.below(parents_.size()));
    }
    return parents_[best];
  }

  Individual individual_of(const archgym::Trial& trial) const {
    Individual one;
    one.trial_id = trial.id();
    one.point.assign(trial.parameters().begin(), trial.parameters().end());
    complete(one);
    one.failed = !trial.ok();
    if (one.failed) return one;
    one.objectives.assign(trial.objectives().begin(), trial.objectives().end());
    one.failed = std::any_of(one.objectives.begin(), one.objectives.end(),
                             [](double value) { return std::isnan(value); });
    for (const double violation : trial.constraints()) {
      if (std::isnan(violation)) {
        one.violation = std::numeric_limits<double>::infinity();
      } else {
        one.violation += std::max(violation, 0.0);
      }
    }
    return one;
  }

  // Fills in what follows from the point.
  void complete(Individual& one) const {
    one.key = archgym::agents::design_key(one.point);
    one.genes.resize(space_.size());
    space_.to_indices(one.point, one.genes);
  }

  static void save_individuals(archgym::Writer& out, const std::vector<Individual>& individuals) {
    out.u64(individuals.size());
    for (const Individual& one : individuals) {
      out.u64(one.trial_id);
      out.point(one.point);
      out.boolean(one.failed);
      if (one.failed) continue;
      for (const double objective : one.objectives) out.real(objective);
      out.real(one.violation);
    }
  }

  std::vector<Individual> load_individuals(archgym::Reader& in) const {
    std::vector<Individual> individuals(static_cast<std::size_t>(in.count(9 * space_.size() + 9)));
    for (Individual& one : individuals) {
      one.trial_id = in.u64();
      one.point.resize(space_.size());
      in.point(one.point);
      archgym::Point checked = one.point;
      try {
        space_.canonicalise(checked);
      } catch (const archgym::InvalidArgument&) {
        throw archgym::Rejected("the state has a design that is not in this space");
      }
      complete(one);
      one.failed = in.boolean();
      if (one.failed) continue;
      one.objectives.resize(objectives_);
      for (double& objective : one.objectives) objective = in.real();
      one.violation = in.real();
    }
    return individuals;
  }

  archgym::Space space_;
  std::uint64_t seed_;
  std::size_t population_size_;
  std::int64_t tournament_size_;
  double crossover_probability_;
  std::size_t elites_;     // parents that survive beside the offspring
  std::size_t offspring_;  // children per generation
  std::size_t objectives_;
  Variation variation_;

  Stage stage_ = Stage::start;
  std::uint64_t quota_ = 0;     // designs that the current generation still has to propose
  std::uint64_t children_ = 0;  // random streams used
  std::vector<std::uint64_t> outstanding_;  // trials of ours without a result
  std::vector<Individual> parents_;         // best first
  std::vector<Individual> arrivals_;        // results since the last generation
  UnseenDesigns designs_;

  archgym::Point point_;  // the proposal being made
  Genome genes_;
};

}  // namespace

ARCHGYM_AGENT(Genetic)
