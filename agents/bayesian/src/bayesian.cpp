// Bayesian optimisation of mixed spaces.
#include <algorithm>
#include <archgym/agent.hpp>
#include <archgym/portable.hpp>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "candidates.hpp"
#include "common/outcome.hpp"
#include "common/under_way.hpp"
#include "common/unseen_designs.hpp"
#include "features.hpp"
#include "marginal_likelihood.hpp"
#include "observations.hpp"
#include "surrogate.hpp"
#include "targets.hpp"
#include "trust_region.hpp"

namespace {

using archgym::agents::Candidates;
using archgym::agents::Feature;
using archgym::agents::Features;
using archgym::agents::KernelParameters;
using archgym::agents::Observations;
using archgym::agents::Outcome;
using archgym::agents::Promise;
using archgym::agents::Rows;
using archgym::agents::Surrogate;
using archgym::agents::SurrogateKernels;
using archgym::agents::TrainingData;
using archgym::agents::TrustRegion;
using archgym::agents::UnseenDesigns;

enum Hyperparameter : std::size_t { initial_designs, batch_size, training_designs };

// Designs whose promise is computed first, half of them random, half around the best ones known.
// A batch shares them, so larger ones have more.
constexpr std::size_t k_pool = 256;
constexpr std::size_t k_most_pools = 4;
constexpr std::size_t k_incumbents = 8;

// Then steps uphill from the most promising ones.
constexpr std::size_t k_climbers = 4;
constexpr std::size_t k_neighbours = 8;
constexpr int k_rounds = 6;

// Parameters changed at once: in the trust region as in TuRBO, around the best designs fewer.
constexpr double k_changed_in_region = 20;
constexpr double k_changed_around_best = 2;

// The hyperparameters are fitted again when the history has grown by an eighth, but not after fewer
// or more results than this.
constexpr std::size_t k_refit_fewest = 4;
constexpr std::size_t k_refit_most = 50;

// Designs under evaluation that a model takes into account.
constexpr std::size_t k_believed = 64;

struct Outstanding {
  std::uint64_t trial_id;
  archgym::Point point;
  bool in_region;
};

class Bayesian {
 public:
  explicit Bayesian(const archgym::AgentSetup& setup)
      : space_(setup.space()),
        seed_(setup.seed()),
        objectives_(static_cast<std::size_t>(setup.objectives())),
        constraints_(static_cast<std::size_t>(setup.constraints())),
        initial_designs_(size_of(setup, initial_designs)),
        batch_size_(size_of(setup, batch_size)),
        training_designs_(size_of(setup, training_designs)),
        parallelism_(setup.parallelism()),
        features_(space_),
        observations_(space_, features_, objectives_, constraints_),
        region_(features_.list().size()),
        kernels_(constraints_ + 2, archgym::agents::prior_parameters(features_.list())),
        designs_(space_, seed_),
        point_(space_.size()) {}
  Bayesian(const Bayesian&) = delete;  // observations_ refers to features_
  Bayesian& operator=(const Bayesian&) = delete;

  void ask(archgym::Proposals& proposals, archgym::Call&) {
    const std::size_t most = most_under_way();
    if (outstanding_.size() >= most) return;
    const std::size_t wanted = std::min<std::size_t>(proposals.room(), most - outstanding_.size());
    propose(proposals, wanted);
    if (proposals.filled() < wanted) proposals.finish();
  }

  void tell(const archgym::Trials& trials, archgym::Call&) {
    for (const archgym::Trial trial : trials) {
      designs_.note(trial.parameters());
      if (trial.pending()) continue;
      const auto own =
          std::find_if(outstanding_.begin(), outstanding_.end(),
                       [&](const Outstanding& one) { return one.trial_id == trial.id(); });
      const bool in_region = own != outstanding_.end() && own->in_region;
      if (own != outstanding_.end()) outstanding_.erase(own);
      // Cheaper, less exact results cannot be compared with full ones.
      if (trial.fidelity() < 1) continue;
      if (!observations_.add(trial.parameters(), archgym::agents::outcome_of(trial))) continue;
      if (in_region) region_.learn(improves(observations_.size() - 1));
    }
  }

  void save(archgym::Writer& out) const {
    out.begin("bayesian", 1);
    out.u64(space_.size());
    out.u64(objectives_);
    out.u64(constraints_);
    out.u64(asked_);
    out.u64(fitted_);
    out.u64(era_);
    observations_.save(out);
    region_.save(out);
    for (const KernelParameters& kernel : kernels_) {
      out.real(kernel.log_signal);
      out.real(kernel.log_noise);
      for (const double scale : kernel.scales) out.real(scale);
    }
    out.u64(outstanding_.size());
    for (const Outstanding& one : outstanding_) {
      out.u64(one.trial_id);
      out.point(one.point);
      out.boolean(one.in_region);
    }
    designs_.save(out);
  }

  void load(archgym::Reader& in) {
    in.begin("bayesian", 1);
    if (in.u64() != space_.size() || in.u64() != objectives_ || in.u64() != constraints_) {
      throw archgym::Rejected("the state belongs to another problem");
    }
    asked_ = in.u64();
    fitted_ = in.u64();
    era_ = static_cast<std::size_t>(in.u64());
    observations_.load(in);
    if (era_ > observations_.size())
      throw archgym::Rejected("the state belongs to another problem");
    region_.load(in);
    for (KernelParameters& kernel : kernels_) {
      kernel.log_signal = in.real();
      kernel.log_noise = in.real();
      for (double& scale : kernel.scales) scale = in.real();
    }
    outstanding_.resize(static_cast<std::size_t>(in.count(9 * space_.size() + 9)));
    for (Outstanding& one : outstanding_) {
      one.trial_id = in.u64();
      one.point = archgym::agents::load_design(in, space_);
      one.in_region = in.boolean();
    }
    designs_.load(in);
  }

 private:
  static std::size_t size_of(const archgym::AgentSetup& setup, std::size_t hyperparameter) {
    return static_cast<std::size_t>(setup.hyperparameters().integer(hyperparameter));
  }

  // The initial designs need no results. Later ones are chosen as if those under way had the
  // results that the models expect, which are worth less than real ones.
  std::size_t most_under_way() const {
    const std::size_t known = observations_.size() - era_;
    const std::size_t most =
        known < initial_designs_
            ? std::min<std::size_t>(initial_designs_ - known, parallelism_)
            : archgym::agents::most_under_way(parallelism_, observations_.size());
    return std::max(most, batch_size_);
  }

  // As long as one model can hold all observations it covers the space.
  bool local() const { return observations_.size() > training_designs_; }

  void propose(archgym::Proposals& proposals, std::size_t wanted) {
    if (local() && region_.collapsed()) {
      region_.restart();
      era_ = observations_.size();
    }
    archgym::Random random(seed_, "bayesian.ask", asked_++);
    const std::vector<double> weights = archgym::agents::random_weights(objectives_, random);
    if (features_.list().empty() || observations_.size() - era_ < initial_designs_) {
      propose_random(proposals, wanted);
      return;
    }
    const std::vector<std::size_t> ranking = rank(weights);
    const TrainingData data = training_data(ranking, weights);
    if (data.succeeded.size() < 2) {
      propose_random(proposals, wanted);
      return;
    }
    refit(data);
    Surrogate surrogate(features_, observations_, data, kernels_);
    const std::size_t ignored =
        outstanding_.size() > k_believed ? outstanding_.size() - k_believed : 0;
    for (std::size_t k = ignored; k < outstanding_.size(); ++k) {
      surrogate.believe(row_of(outstanding_[k].point));
    }
    const Candidates pool = pool_around(ranking, k_pool * std::min(wanted, k_most_pools), random);
    surrogate.watch(pool.rows());
    while (proposals.filled() < wanted) {
      if (!choose(surrogate, pool, random)) {
        propose_random(proposals, wanted);
        return;
      }
      designs_.note(point_);
      outstanding_.push_back({proposals.add(point_), point_, local()});
      if (proposals.filled() < wanted) surrogate.believe(row_of(point_));
    }
  }

  void propose_random(archgym::Proposals& proposals, std::size_t wanted) {
    while (proposals.filled() < wanted) {
      if (designs_.draw(point_) == UnseenDesigns::Draw::none) return;
      outstanding_.push_back({proposals.add(point_), point_, false});
    }
  }

  // The observations of this era, best first.
  std::vector<std::size_t> rank(const std::vector<double>& weights) const {
    std::vector<std::size_t> ranking;
    std::vector<const Outcome*> outcomes;
    std::vector<std::size_t> failed;
    for (std::size_t i = era_; i < observations_.size(); ++i) {
      if (observations_.outcome(i).failed) {
        failed.push_back(i);
      } else {
        ranking.push_back(i);
        outcomes.push_back(&observations_.outcome(i));
      }
    }
    const std::vector<double> values = archgym::agents::scalarised(outcomes, weights);
    const auto key = [&](std::size_t i) { return i - era_; };
    std::vector<std::pair<double, double>> order(observations_.size() - era_);
    for (std::size_t k = 0; k < ranking.size(); ++k) {
      order[key(ranking[k])] = {outcomes[k]->violation(), values[k]};
    }
    std::stable_sort(ranking.begin(), ranking.end(),
                     [&](std::size_t a, std::size_t b) { return order[key(a)] < order[key(b)]; });
    ranking.insert(ranking.end(), failed.begin(), failed.end());
    return ranking;
  }

  // All observations, or those nearest to the best one when there are too many.
  TrainingData training_data(const std::vector<std::size_t>& ranking,
                             const std::vector<double>& weights) const {
    std::vector<std::size_t> chosen(observations_.size());
    std::iota(chosen.begin(), chosen.end(), std::size_t{0});
    if (local()) chosen = nearest(ranking.front());
    TrainingData data;
    std::vector<const Outcome*> outcomes;
    for (const std::size_t i : chosen) {
      const Outcome& outcome = observations_.outcome(i);
      (outcome.failed ? data.failed : data.succeeded).push_back(i);
      if (!outcome.failed) outcomes.push_back(&outcome);
    }
    data.objective = archgym::agents::scalarised(outcomes, weights);
    return data;
  }

  std::vector<std::size_t> nearest(std::size_t centre) const {
    const archgym::agents::Kernel kernel(features_.list(), kernels_.front());
    const std::vector<double> distance = kernel.distances(observations_.rows(), centre);
    std::vector<std::size_t> order(observations_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto end = order.begin() + static_cast<std::ptrdiff_t>(training_designs_);
    std::nth_element(order.begin(), end, order.end(), [&](std::size_t a, std::size_t b) {
      return std::pair(distance[a], a) < std::pair(distance[b], b);
    });
    order.erase(end, order.end());
    std::sort(order.begin(), order.end());
    return order;
  }

  void refit(const TrainingData& data) {
    const std::size_t growth = std::clamp(observations_.size() / 8, k_refit_fewest, k_refit_most);
    if (fitted_ != 0 && observations_.size() < fitted_ + growth) return;
    kernels_ = Surrogate::fit(features_, observations_, data, kernels_);
    fitted_ = observations_.size();
  }

  // Designs all over the space and around the best, or in the trust region.
  Candidates pool_around(const std::vector<std::size_t>& ranking, std::size_t size,
                         archgym::Random& random) const {
    Candidates pool(space_, features_, designs_);
    if (local()) {
      const std::vector<double> sides = relative_sides();
      pool.add_around(observations_.point(ranking.front()), region_.length(), k_changed_in_region,
                      sides, size, random);
    } else {
      const std::vector<double> equal(features_.list().size(), 1);
      pool.add_random(size / 2, random);
      const std::size_t incumbents = std::min(k_incumbents, ranking.size());
      for (std::size_t k = 0; k < incumbents; ++k) {
        pool.add_around(observations_.point(ranking[k]), 1, k_changed_around_best, equal,
                        size / 2 / incumbents, random);
      }
    }
    pool.add_neighbours(observations_.point(ranking.front()), k_neighbours, random);
    return pool;
  }

  // Puts the most promising unseen design that is found into point_, starting from the pool that
  // the surrogate watches.
  bool choose(const Surrogate& surrogate, const Candidates& pool, archgym::Random& random) {
    std::vector<Climber> climbers = best_of(pool, surrogate.promise_of_watched());
    if (climbers.empty()) return false;
    for (int round = 0; round < k_rounds; ++round) {
      Candidates steps(space_, features_, designs_);
      for (const Climber& one : climbers) steps.add_neighbours(one.point, k_neighbours, random);
      if (steps.size() == 0) break;
      const Promise before = climbers.front().promise;
      for (Climber& one : best_of(steps, surrogate.promise(steps.rows()))) {
        climbers.push_back(std::move(one));
      }
      keep_best(climbers);
      if (!(climbers.front().promise > before)) break;
    }
    point_ = climbers.front().point;
    return true;
  }

  struct Climber {
    Promise promise;
    archgym::Point point;
  };

  // Of those that are still unseen.
  std::vector<Climber> best_of(const Candidates& candidates,
                               const std::vector<Promise>& promise) const {
    std::vector<Climber> climbers;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const archgym::Values point = candidates.point(i);
      if (designs_.seen(point)) continue;
      climbers.push_back({promise[i], {point.begin(), point.end()}});
    }
    keep_best(climbers);
    return climbers;
  }

  static void keep_best(std::vector<Climber>& climbers) {
    std::stable_sort(climbers.begin(), climbers.end(),
                     [](const Climber& a, const Climber& b) { return a.promise > b.promise; });
    if (climbers.size() > k_climbers) climbers.resize(k_climbers);
  }

  // TuRBO stretches the box along parameters that matter little, at constant volume.
  std::vector<double> relative_sides() const {
    const std::vector<Feature>& list = features_.list();
    double sum = 0;
    double numbers = 0;
    for (std::size_t f = 0; f < list.size(); ++f) {
      if (list[f].kind != Feature::Kind::number) continue;
      sum += kernels_.front().scales[f];
      ++numbers;
    }
    std::vector<double> sides(list.size(), 1);
    for (std::size_t f = 0; f < list.size(); ++f) {
      if (list[f].kind != Feature::Kind::number) continue;
      sides[f] = archgym::portable::exp(kernels_.front().scales[f] - sum / numbers);
    }
    return sides;
  }

  // Is a result better than all of this era before it?
  bool improves(std::size_t latest) const {
    const Outcome& outcome = observations_.outcome(latest);
    if (outcome.failed) return false;
    for (std::size_t i = era_; i < latest; ++i) {
      const Outcome& other = observations_.outcome(i);
      const bool beaten = objectives_ > 1 && outcome.violation() == 0
                              ? dominates(other, outcome) || other.objectives == outcome.objectives
                              : !dominates(outcome, other);
      if (beaten) return false;
    }
    return true;
  }

  Rows row_of(archgym::Values point) const {
    Rows row = features_.none();
    features_.append(point, row);
    return row;
  }

  archgym::Space space_;
  std::uint64_t seed_;
  std::size_t objectives_;
  std::size_t constraints_;
  std::size_t initial_designs_;
  std::size_t batch_size_;
  std::size_t training_designs_;
  std::uint32_t parallelism_;
  Features features_;

  Observations observations_;
  TrustRegion region_;
  std::size_t era_ = 0;  // observations before the trust region's last restart
  SurrogateKernels kernels_;
  std::size_t fitted_ = 0;  // observations when kernels_ were fitted
  std::uint64_t asked_ = 0;
  std::vector<Outstanding> outstanding_;
  UnseenDesigns designs_;

  archgym::Point point_;  // the proposal being made
};

}  // namespace

ARCHGYM_AGENT(Bayesian)
