// The tree-structured Parzen estimator.
#include <algorithm>
#include <archgym/agent.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "common/history.hpp"
#include "common/outcome.hpp"
#include "common/under_way.hpp"
#include "common/unseen_designs.hpp"
#include "parzen.hpp"

namespace {

using archgym::agents::Coordinates;
using archgym::agents::History;
using archgym::agents::ParzenEstimator;
using archgym::agents::UnseenDesigns;

enum Hyperparameter : std::size_t {
  initial_designs,
  batch_size,
  good_share,
  most_good,
  candidates,
  prior_weight
};

// Designs that the density of the others is made of, the latest ones: bounds the cost of an ask.
constexpr std::size_t k_others = 1000;

// Draws for each candidate that is wanted: some are infeasible or seen.
constexpr std::size_t k_draws = 4;

struct Outstanding {
  std::uint64_t trial_id;
  archgym::Point point;
};

class TreeParzen {
 public:
  explicit TreeParzen(const archgym::AgentSetup& setup)
      : space_(setup.space()),
        seed_(setup.seed()),
        objectives_(static_cast<std::size_t>(setup.objectives())),
        constraints_(static_cast<std::size_t>(setup.constraints())),
        initial_designs_(size_of(setup, initial_designs)),
        batch_size_(size_of(setup, batch_size)),
        good_share_(setup.hyperparameters().real(good_share)),
        most_good_(size_of(setup, most_good)),
        candidates_(size_of(setup, candidates)),
        prior_weight_(setup.hyperparameters().real(prior_weight)),
        parallelism_(setup.parallelism()),
        history_(space_, objectives_, constraints_),
        designs_(space_, seed_),
        point_(space_.size()) {}

  void ask(archgym::Proposals& proposals, archgym::Call&) {
    const std::size_t most = most_under_way();
    while (proposals.room() > 0 && outstanding_.size() < most) {
      if (!choose() && designs_.draw(point_) == UnseenDesigns::Draw::none) {
        proposals.finish();
        return;
      }
      outstanding_.push_back({proposals.add(point_), point_});
    }
  }

  void tell(const archgym::Trials& trials, archgym::Call&) {
    for (const archgym::Trial trial : trials) {
      designs_.note(trial.parameters());
      if (trial.pending()) continue;
      std::erase_if(outstanding_,
                    [&](const Outstanding& one) { return one.trial_id == trial.id(); });
      // Cheaper, less exact results cannot be compared with full ones.
      if (trial.fidelity() < 1) continue;
      if (history_.add(trial.parameters(), archgym::agents::outcome_of(trial))) rank_latest();
    }
  }

  void save(archgym::Writer& out) const {
    out.begin("tpe", 1);
    out.u64(space_.size());
    out.u64(objectives_);
    out.u64(constraints_);
    out.u64(chosen_);
    history_.save(out);
    for (const std::uint64_t rank : ranks_) out.u64(rank);
    out.u64(outstanding_.size());
    for (const Outstanding& one : outstanding_) {
      out.u64(one.trial_id);
      out.point(one.point);
    }
    designs_.save(out);
  }

  void load(archgym::Reader& in) {
    in.begin("tpe", 1);
    if (in.u64() != space_.size() || in.u64() != objectives_ || in.u64() != constraints_) {
      throw archgym::Rejected("the state belongs to another problem");
    }
    chosen_ = in.u64();
    history_.load(in);
    ranks_.resize(history_.size());
    for (std::uint64_t& rank : ranks_) rank = in.u64();
    outstanding_.resize(static_cast<std::size_t>(in.count(9 * space_.size() + 8)));
    for (Outstanding& one : outstanding_) {
      one.trial_id = in.u64();
      one.point = archgym::agents::load_design(in, space_);
    }
    designs_.load(in);
  }

 private:
  static std::size_t size_of(const archgym::AgentSetup& setup, std::size_t hyperparameter) {
    return static_cast<std::size_t>(setup.hyperparameters().integer(hyperparameter));
  }

  // The initial designs need no results. What is under way counts among the others: a real result
  // is worth more.
  std::size_t most_under_way() const {
    const std::size_t known = history_.size();
    const std::size_t most = known < initial_designs_
                                 ? std::min<std::size_t>(initial_designs_ - known, parallelism_)
                                 : archgym::agents::most_under_way(parallelism_, known);
    return std::max(most, batch_size_);
  }

  // The rank of a design is the number of designs that dominate it (Fonseca, Fleming: Genetic
  // algorithms for multiobjective optimization, ICGA 1993): with one objective, its place.
  void rank_latest() {
    const std::size_t latest = history_.size() - 1;
    ranks_.push_back(0);
    for (std::size_t i = 0; i < latest; ++i) {
      if (dominates(history_.outcome(latest), history_.outcome(i))) ++ranks_[i];
      if (dominates(history_.outcome(i), history_.outcome(latest))) ++ranks_[latest];
    }
  }

  // Puts the unseen candidate with the largest ratio of densities, which has the largest expected
  // improvement (Bergstra et al. 2011, section 4.1), into point_.
  bool choose() {
    if (history_.size() < std::max<std::size_t>(initial_designs_, 2)) return false;
    const std::vector<std::size_t> order = best_first();
    const auto rest_of_order = order.begin() + good_count();
    const ParzenEstimator better(space_, coordinates({order.begin(), rest_of_order}),
                                 prior_weight_);
    // What is being evaluated counts among the others, so that a batch spreads (constant liar).
    std::vector<Coordinates> rest = coordinates(latest({rest_of_order, order.end()}));
    for (const Outstanding& one : outstanding_) {
      rest.push_back(archgym::agents::coordinates_of(space_, one.point));
    }
    const ParzenEstimator others(space_, std::move(rest), prior_weight_);

    archgym::Random random(seed_, "tpe.choose", chosen_++);
    archgym::Point point(space_.size());
    double best = -std::numeric_limits<double>::infinity();
    std::size_t found = 0;
    for (std::size_t k = 0; k < k_draws * candidates_ && found < candidates_; ++k) {
      if (!better.sample(random, point) || designs_.seen(point)) continue;
      ++found;
      const Coordinates at = archgym::agents::coordinates_of(space_, point);
      const double ratio = better.log_density(at) - others.log_density(at);
      if (!(ratio > best)) continue;
      best = ratio;
      point_ = point;
    }
    if (!(best > -std::numeric_limits<double>::infinity())) return false;
    designs_.note(point_);
    return true;
  }

  std::vector<std::size_t> best_first() const {
    std::vector<std::size_t> order(history_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return ranks_[a] < ranks_[b]; });
    return order;
  }

  std::ptrdiff_t good_count() const {
    const double share = std::ceil(good_share_ * static_cast<double>(history_.size()));
    const auto count = std::min(static_cast<std::size_t>(share), most_good_);
    return static_cast<std::ptrdiff_t>(std::clamp<std::size_t>(count, 1, history_.size() - 1));
  }

  static std::vector<std::size_t> latest(std::vector<std::size_t> positions) {
    std::sort(positions.begin(), positions.end());
    if (positions.size() > k_others) {
      positions.erase(positions.begin(), positions.end() - static_cast<std::ptrdiff_t>(k_others));
    }
    return positions;
  }

  std::vector<Coordinates> coordinates(const std::vector<std::size_t>& positions) const {
    std::vector<Coordinates> designs;
    designs.reserve(positions.size());
    for (const std::size_t i : positions) {
      designs.push_back(archgym::agents::coordinates_of(space_, history_.point(i)));
    }
    return designs;
  }

  archgym::Space space_;
  std::uint64_t seed_;
  std::size_t objectives_;
  std::size_t constraints_;
  std::size_t initial_designs_;
  std::size_t batch_size_;
  double good_share_;
  std::size_t most_good_;
  std::size_t candidates_;
  double prior_weight_;
  std::uint32_t parallelism_;

  History history_;
  std::vector<std::uint64_t> ranks_;  // of the history's designs
  std::uint64_t chosen_ = 0;          // random streams used
  std::vector<Outstanding> outstanding_;
  UnseenDesigns designs_;

  archgym::Point point_;  // the proposal being made
};

}  // namespace

ARCHGYM_AGENT(TreeParzen)
