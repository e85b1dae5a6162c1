// CMA-ES for mixed spaces.
#include <algorithm>
#include <archgym/agent.hpp>
#include <cmath>
#include <cstdint>
#include <deque>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "adaptation.hpp"
#include "common/history.hpp"
#include "common/outcome.hpp"
#include "common/unseen_designs.hpp"
#include "encoding.hpp"
#include "margin.hpp"

namespace {

using archgym::agents::Adaptation;
using archgym::agents::Encoding;
using archgym::agents::History;
using archgym::agents::Marginal;
using archgym::agents::Outcome;
using archgym::agents::UnseenDesigns;

enum Hyperparameter : std::size_t { population_size, step_size };

// How often a sample is drawn again because its design breaks a constraint of the space.
constexpr int k_attempts = 16;

// The search starts anew after so many generations in a row without a design that nobody has seen,
// when the distribution is a point or a line, and when nothing improves for long.
constexpr std::uint64_t k_stale_generations = 5;
constexpr double k_smallest_deviation = 1e-9;
constexpr double k_worst_condition = 1e14;

// Generations without a new design in one ask, before a random one is proposed.
constexpr int k_patience = 6;

class CmaEs {
 public:
  explicit CmaEs(const archgym::AgentSetup& setup)
      : space_(setup.space()),
        seed_(setup.seed()),
        objectives_(static_cast<std::size_t>(setup.objectives())),
        constraints_(static_cast<std::size_t>(setup.constraints())),
        population_size_(size_of(setup, population_size)),
        step_size_(setup.hyperparameters().real(step_size)),
        encoding_(space_),
        history_(space_, objectives_, constraints_),
        designs_(space_, seed_),
        point_(space_.size()) {}

  void ask(archgym::Proposals& proposals, archgym::Call&) {
    while (proposals.room() > 0) {
      if (unproposed_.empty()) {
        if (!outstanding_.empty()) return;
        if (!next_designs()) {
          proposals.finish();
          return;
        }
      }
      outstanding_.push_back(proposals.add(unproposed_.front()));
      unproposed_.pop_front();
    }
  }

  void tell(const archgym::Trials& trials, archgym::Call&) {
    for (const archgym::Trial trial : trials) {
      designs_.note(trial.parameters());
      if (trial.pending()) continue;
      std::erase(outstanding_, trial.id());
      // Cheaper, less exact results cannot be compared with full ones.
      if (trial.fidelity() < 1) continue;
      if (!history_.add(trial.parameters(), archgym::agents::outcome_of(trial))) continue;
      const std::size_t latest = history_.size() - 1;
      if (best_ && !dominates(history_.outcome(latest), history_.outcome(*best_))) continue;
      best_ = latest;
      improved_ = generation_;
    }
  }

  void save(archgym::Writer& out) const {
    out.begin("cma_es", 1);
    out.u64(space_.size());
    out.u64(objectives_);
    out.u64(constraints_);
    out.u64(generation_);
    out.u64(restarts_);
    out.u64(improved_);
    out.u64(stale_);
    out.u64(best_.value_or(history_.size()));
    history_.save(out);
    out.boolean(adaptation_.has_value());
    if (adaptation_) {
      out.u64(adaptation_->samples());
      adaptation_->save(out);
      for (const double factor : widening_) out.real(factor);
      out.u64(samples_.size());
      for (std::size_t k = 0; k < samples_.size(); ++k) {
        for (const double value : steps_.col(static_cast<Eigen::Index>(k))) out.real(value);
        out.point(samples_[k]);
      }
    }
    out.u64(unproposed_.size());
    for (const archgym::Point& point : unproposed_) out.point(point);
    out.u64(outstanding_.size());
    for (const std::uint64_t id : outstanding_) out.u64(id);
    designs_.save(out);
  }

  void load(archgym::Reader& in) {
    in.begin("cma_es", 1);
    if (in.u64() != space_.size() || in.u64() != objectives_ || in.u64() != constraints_) {
      throw archgym::Rejected("the state belongs to another problem");
    }
    generation_ = in.u64();
    restarts_ = in.u64();
    improved_ = in.u64();
    stale_ = in.u64();
    const std::uint64_t best = in.u64();
    history_.load(in);
    if (best < history_.size()) best_ = static_cast<std::size_t>(best);
    if (in.boolean()) load_distribution(in);
    unproposed_.resize(static_cast<std::size_t>(in.count(9 * space_.size())));
    for (archgym::Point& point : unproposed_) {
      point = archgym::agents::load_design(in, space_);
    }
    outstanding_.resize(static_cast<std::size_t>(in.count(8)));
    for (std::uint64_t& id : outstanding_) id = in.u64();
    designs_.load(in);
  }

 private:
  static std::size_t size_of(const archgym::AgentSetup& setup, std::size_t hyperparameter) {
    return static_cast<std::size_t>(setup.hyperparameters().integer(hyperparameter));
  }

  void load_distribution(archgym::Reader& in) {
    const auto dimension = static_cast<Eigen::Index>(encoding_.dimension());
    const std::uint64_t samples = in.u64();
    if (dimension == 0 || samples < 2 || samples > most_samples()) {
      throw archgym::Rejected("the state belongs to another space or population size");
    }
    adaptation_.emplace(Eigen::VectorXd::Zero(dimension), 1.0, static_cast<std::size_t>(samples));
    adaptation_->load(in);
    widening_.resize(dimension);
    for (double& factor : widening_) factor = in.real();
    samples_.resize(static_cast<std::size_t>(in.count(8 * encoding_.dimension())));
    if (!samples_.empty() && samples_.size() != samples) {
      throw archgym::Rejected("the state has an incomplete generation");
    }
    steps_.resize(dimension, static_cast<Eigen::Index>(samples));
    for (std::size_t k = 0; k < samples_.size(); ++k) {
      for (double& value : steps_.col(static_cast<Eigen::Index>(k))) value = in.real();
      samples_[k] = archgym::agents::load_design(in, space_);
    }
  }

  // Called when every design of the generation has its result. Puts what is to be evaluated next
  // into unproposed_; false when no design is left.
  bool next_designs() {
    for (int attempt = 0; attempt < k_patience && encoding_.dimension() > 0; ++attempt) {
      if (!samples_.empty()) learn();
      if (!adaptation_ || converged()) restart();
      sample_generation();
      stale_ = unproposed_.empty() ? stale_ + 1 : 0;
      if (!unproposed_.empty()) return true;
    }
    if (designs_.draw(point_) == UnseenDesigns::Draw::none) return false;
    unproposed_.push_back(point_);
    return true;
  }

  // A generation larger than all that was evaluated before would learn too late.
  std::size_t most_samples() const { return std::max(history_.size(), first_samples()); }

  std::size_t first_samples() const {
    return population_size_ > 0 ? std::max<std::size_t>(population_size_, 2)
                                : Adaptation::default_samples(encoding_.dimension());
  }

  // IPOP: every restart doubles the population (Auger, Hansen: A restart CMA evolution strategy
  // with increasing population size, CEC 2005). The first search starts from the best design that
  // another agent left, or in the middle; the others from random designs.
  void restart() {
    const std::size_t samples =
        std::min(first_samples() << std::min<std::uint64_t>(restarts_, 20), most_samples());
    Eigen::VectorXd mean =
        Eigen::VectorXd::Constant(static_cast<Eigen::Index>(encoding_.dimension()), 0.5);
    if (restarts_ == 0 && best_ && !history_.outcome(*best_).failed) {
      mean = encoding_.encode(history_.point(*best_));
    } else if (restarts_ > 0 && space_.sample(seed_ ^ k_restart_seed, restarts_, point_)) {
      mean = encoding_.encode(point_);
    }
    adaptation_.emplace(std::move(mean), step_size_, samples);
    widening_ = Eigen::VectorXd::Ones(adaptation_->mean().size());
    samples_.clear();
    ++restarts_;
    stale_ = 0;
    improved_ = generation_;
    keep_margin();
  }

  bool converged() const {
    const auto dimension = static_cast<double>(encoding_.dimension());
    const auto samples = static_cast<double>(adaptation_->samples());
    return stale_ >= k_stale_generations ||
           adaptation_->largest_deviation() < k_smallest_deviation ||
           !(adaptation_->condition() <= k_worst_condition) ||
           static_cast<double>(generation_ - improved_) > 10 + std::ceil(30 * dimension / samples);
  }

  void sample_generation() {
    archgym::Random random(seed_, "cma_es.generation", generation_++);
    spread_ = adaptation_->step_size() * widening_;
    steps_.resize(spread_.size(), static_cast<Eigen::Index>(adaptation_->samples()));
    samples_.assign(adaptation_->samples(), archgym::Point(space_.size()));
    for (std::size_t k = 0; k < samples_.size(); ++k) {
      bool feasible = false;
      for (int attempt = 0; attempt < k_attempts && !feasible; ++attempt) {
        feasible = draw(steps_.col(static_cast<Eigen::Index>(k)), samples_[k], random);
      }
      // A design whose result is known takes part with it, and is not proposed again.
      if (feasible && designs_.note(samples_[k])) unproposed_.push_back(samples_[k]);
    }
  }

  // One sample and its design; one outside of its bounds becomes the nearest inside. False when the
  // design is infeasible.
  bool draw(Eigen::Ref<Eigen::VectorXd> y, archgym::Point& point, archgym::Random& random) {
    adaptation_->sample(random, y);
    outside_ = adaptation_->mean() + spread_.cwiseProduct(y);
    inside_ = outside_;
    encoding_.clamp(inside_);
    y += (inside_ - outside_).cwiseQuotient(spread_);
    return encoding_.decode(inside_, point);
  }

  void learn() {
    Eigen::MatrixXd ranked(steps_.rows(), steps_.cols());
    Eigen::Index column = 0;
    for (const std::size_t k : ranking()) {
      ranked.col(column++) = steps_.col(static_cast<Eigen::Index>(k));
    }
    samples_.clear();
    adaptation_->update(ranked);
    Eigen::VectorXd mean = adaptation_->mean();
    encoding_.clamp(mean);
    for (Eigen::Index c = 0; c < mean.size(); ++c) adaptation_->set_mean(c, mean[c]);
    keep_margin();
  }

  // The samples, best first.
  std::vector<std::size_t> ranking() const {
    static const Outcome nothing{{}, {}, true};
    std::vector<const Outcome*> outcomes;
    for (const archgym::Point& point : samples_) {
      const auto found = history_.find(point);
      outcomes.push_back(found ? &history_.outcome(*found) : &nothing);
    }
    std::vector<std::size_t> order(samples_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (objectives_ == 1) {  // dominance is an order
      std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return dominates(*outcomes[a], *outcomes[b]);
      });
      return order;
    }
    const std::vector<Compromise> keys = compromises(outcomes);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
    return order;
  }

  // For each outcome, the number of outcomes that dominate it and the sum of its ranks in the
  // objectives: smaller is better (Bentley, Wakefield: Finding acceptable solutions in the
  // Pareto-optimal range using multiobjective genetic algorithms, 1998).
  using Compromise = std::pair<std::size_t, std::size_t>;
  std::vector<Compromise> compromises(const std::vector<const Outcome*>& outcomes) const {
    std::vector<Compromise> keys;
    for (const Outcome* one : outcomes) {
      auto& [dominators, worse] = keys.emplace_back();
      for (const Outcome* other : outcomes) {
        dominators += dominates(*other, *one) ? 1 : 0;
        for (std::size_t o = 0; !one->failed && !other->failed && o < objectives_; ++o) {
          worse += other->objectives[o] < one->objectives[o] ? 1 : 0;
        }
      }
    }
    return keys;
  }

  // Margin 1 / (dimension * samples), as in the paper.
  void keep_margin() {
    const auto dimension = static_cast<double>(encoding_.dimension());
    const double margin = 1 / (dimension * static_cast<double>(adaptation_->samples()));
    for (Eigen::Index c = 0; c < widening_.size(); ++c) {
      double lower = 0;
      double upper = 0;
      const double mean = adaptation_->mean()[c];
      if (!encoding_.cell(c, mean, lower, upper)) continue;
      const double narrow = adaptation_->step_size() * std::sqrt(adaptation_->covariance()(c, c));
      const Marginal kept =
          archgym::agents::with_margin({mean, narrow * widening_[c]}, lower, upper, margin);
      adaptation_->set_mean(c, kept.mean);
      widening_[c] = kept.deviation / narrow;
    }
  }

  static constexpr std::uint64_t k_restart_seed = 0x636d615f65735f72;

  archgym::Space space_;
  std::uint64_t seed_;
  std::size_t objectives_;
  std::size_t constraints_;
  std::size_t population_size_;
  double step_size_;
  Encoding encoding_;

  History history_;
  std::optional<std::size_t> best_;  // in the history
  std::optional<Adaptation> adaptation_;
  Eigen::VectorXd widening_;  // A of CMA-ES with margin: per coordinate, factor of its deviation
  std::uint64_t generation_ = 0;         // generations sampled
  std::uint64_t restarts_ = 0;           // searches started
  std::uint64_t improved_ = 0;           // generation_ when best_ was found, or the search started
  std::uint64_t stale_ = 0;              // generations in a row without an unseen design
  Eigen::MatrixXd steps_;                // y of the current generation's samples, a column each
  std::vector<archgym::Point> samples_;  // their designs
  std::deque<archgym::Point> unproposed_;
  std::vector<std::uint64_t> outstanding_;  // trials of ours without a result
  UnseenDesigns designs_;

  archgym::Point point_;
  Eigen::VectorXd spread_;  // step size and widening of a generation
  Eigen::VectorXd outside_;
  Eigen::VectorXd inside_;
};

}  // namespace

ARCHGYM_AGENT(CmaEs)
