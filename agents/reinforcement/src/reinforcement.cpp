// Proximal policy optimisation over the design space.
//
// The search goes in rounds. In a round the policy starts a fixed number of episodes: it proposes a
// whole design and, when episodes are longer than one step, changes one parameter of it at a time,
// every change being evaluated. When so many episodes have ended the policy learns from them. As
// far as the host evaluates several designs at once, episodes of the next round begin meanwhile
// (under_way.hpp): those were chosen by an older policy, which the ratio of probabilities in the
// clipped objective accounts for.
#include <algorithm>
#include <archgym/agent.hpp>
#include <archgym/portable.hpp>
#include <archgym/random.hpp>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/design_key.hpp"
#include "common/outcome.hpp"
#include "common/under_way.hpp"
#include "common/unseen_designs.hpp"
#include "policy.hpp"
#include "ppo.hpp"
#include "scores.hpp"

namespace {

using archgym::Point;
using archgym::Random;
using archgym::agents::Action;
using archgym::agents::design_key;
using archgym::agents::Episode;
using archgym::agents::Outcome;
using archgym::agents::Policy;
using archgym::agents::Ppo;
using archgym::agents::PpoSettings;
using archgym::agents::Scores;
using archgym::agents::Step;
using archgym::agents::UnseenDesigns;

enum Hyperparameter : std::size_t {
  batch_size,
  episode_length,
  learning_rate,
  ppo_clip,
  epochs,
  minibatches,
  discount,
  gae_lambda,
  entropy_cost,
  final_entropy_cost,
  value_cost,
  gradient_norm,
  hidden_units,
  hidden_layers,
  levels
};

// How often an action is drawn again because its design is infeasible or was seen before.
constexpr int k_attempts = 16;

// Results among which the rewards are ranks.
constexpr std::size_t k_window = 256;

// Without a budget the entropy cost falls over so many results.
constexpr double k_schedule = 1000;

// Updates from the history of another agent.
constexpr int k_inheritance = 30;

// Results of others are thinned out when there are so many times more than a round has.
constexpr std::size_t k_arrivals = 8;

PpoSettings settings_of(archgym::Values values) {
  PpoSettings settings;
  settings.learning_rate = values.real(learning_rate);
  settings.clip = values.real(ppo_clip);
  settings.value_cost = values.real(value_cost);
  settings.discount = values.real(discount);
  settings.gae_lambda = values.real(gae_lambda);
  settings.gradient_norm = values.real(gradient_norm);
  settings.epochs = static_cast<std::uint64_t>(values.integer(epochs));
  settings.minibatches = static_cast<std::uint64_t>(values.integer(minibatches));
  settings.hidden_units = static_cast<std::uint64_t>(values.integer(hidden_units));
  settings.hidden_layers = static_cast<std::uint64_t>(values.integer(hidden_layers));
  return settings;
}

// An episode on its way.
struct Trajectory {
  Episode episode;
  std::vector<Outcome> outcomes;  // of its steps; the last one is missing while it waits
  std::vector<double> weights;    // of the objectives
  Point point;                    // the design it has reached
  std::uint64_t trial_id = 0;     // of the newest step
  std::uint64_t previous_id = 0;  // of the one before; that of the newest when it is the first
  bool ended = false;

  bool waiting() const { return outcomes.size() < episode.steps.size(); }
};

// A result of somebody else.
struct Arrival {
  Point point;
  Outcome outcome;
};

class Reinforcement {
 public:
  explicit Reinforcement(const archgym::AgentSetup& setup)
      : space_(setup.space()),
        seed_(setup.seed()),
        budget_(setup.budget()),
        objectives_(static_cast<std::size_t>(setup.objectives())),
        constraints_(static_cast<std::size_t>(setup.constraints())),
        length_(static_cast<std::size_t>(setup.hyperparameters().integer(episode_length))),
        batch_(static_cast<std::size_t>(setup.hyperparameters().integer(batch_size))),
        episodes_(std::max<std::size_t>(1, batch_ / length_)),
        parallelism_(setup.parallelism()),
        entropy_cost_(setup.hyperparameters().real(entropy_cost)),
        final_entropy_cost_(setup.hyperparameters().real(final_entropy_cost)),
        policy_(space_, static_cast<std::uint64_t>(setup.hyperparameters().integer(levels)),
                length_ > 1),
        ppo_(policy_, inputs(), settings_of(setup.hyperparameters()), seed_),
        scores_(k_window),
        designs_(space_, seed_),
        point_(space_.size()) {}

  void ask(archgym::Proposals& proposals, archgym::Call&) {
    if (results_ == 0 && started_ == 0 && !arrivals_.empty()) inherit();
    while (proposals.room() > 0) {
      if (continue_episode(proposals)) continue;
      const std::size_t waiting = under_way();
      if (started_ - waiting >= episodes_) {
        learn();
      } else if (started_ >= episodes_ &&
                 waiting >= archgym::agents::most_under_way(parallelism_, results_)) {
        return;
      } else if (!start_episode(proposals)) {
        proposals.finish();
        return;
      }
    }
  }

  void tell(const archgym::Trials& trials, archgym::Call&) {
    for (const archgym::Trial trial : trials) {
      designs_.note(trial.parameters());
      if (trial.pending()) continue;
      const Outcome outcome = archgym::agents::outcome_of(trial);
      // Cheaper, less exact results cannot be compared with full ones.
      const bool comparable = trial.fidelity() == 1;
      if (comparable) remember(trial.parameters(), outcome);
      const auto own = std::find_if(round_.begin(), round_.end(), [&](const Trajectory& one) {
        return one.waiting() && one.trial_id == trial.id();
      });
      if (own != round_.end()) {
        ++results_;
        own->outcomes.push_back(comparable ? outcome : failure());
        own->ended = own->episode.steps.size() == length_ || trial.ended();
      } else if (comparable) {
        scores_.add(outcome);
        arrivals_.push_back({{trial.parameters().begin(), trial.parameters().end()}, outcome});
        if (arrivals_.size() >= k_arrivals * batch_) keep_best_arrivals();
      }
    }
  }

  // Which trial a proposal refines.
  std::uint64_t previous(std::uint64_t trial_id) const {
    for (const Trajectory& one : round_) {
      if (one.waiting() && one.trial_id == trial_id) return one.previous_id;
    }
    return trial_id;
  }

  void save(archgym::Writer& out) const {
    out.begin("reinforcement", 3);
    out.u64(space_.size());
    out.u64(objectives_);
    out.u64(constraints_);
    out.u64(length_);
    out.u64(started_);
    out.u64(weights_drawn_);
    out.u64(actions_drawn_);
    out.u64(results_);
    out.u64(round_.size());
    for (const Trajectory& one : round_) save_trajectory(out, one);
    out.u64(arrivals_.size());
    for (const Arrival& one : arrivals_) {
      out.point(one.point);
      archgym::agents::save(out, one.outcome);
    }
    out.u64(memory_keys_.size());
    for (const std::uint64_t key : memory_keys_) {
      out.u64(key);
      archgym::agents::save(out, memory_.at(key));
    }
    ppo_.save(out);
    scores_.save(out);
    designs_.save(out);
  }

  void load(archgym::Reader& in) {
    if (in.begin("reinforcement", 3) < 3) {
      throw archgym::Rejected("the state is of an older version");
    }
    if (in.u64() != space_.size() || in.u64() != objectives_ || in.u64() != constraints_ ||
        in.u64() != length_) {
      throw archgym::Rejected("the state belongs to another problem or other hyperparameters");
    }
    started_ = static_cast<std::size_t>(in.u64());
    weights_drawn_ = in.u64();
    actions_drawn_ = in.u64();
    results_ = in.u64();
    round_.resize(static_cast<std::size_t>(in.count(9 * space_.size() + 9)));
    if (started_ > round_.size()) throw archgym::Rejected("the state has too few episodes");
    for (Trajectory& one : round_) load_trajectory(in, one);
    arrivals_.resize(static_cast<std::size_t>(in.count(9 * space_.size() + 1)));
    for (Arrival& one : arrivals_) {
      one.point = load_point(in);
      one.outcome = load_outcome(in);
    }
    for (std::uint64_t left = in.count(9); left > 0; --left) {
      const std::uint64_t key = in.u64();
      memory_keys_.push_back(key);
      memory_.emplace(key, load_outcome(in));
    }
    ppo_.load(in);
    scores_.load(in, objectives_, constraints_);
    designs_.load(in);
  }

 private:
  static Outcome failure() {
    Outcome outcome;
    outcome.failed = true;
    return outcome;
  }

  // What the networks see: a constant; with several objectives, their weights; and in longer
  // episodes the step and the design that the last one reached.
  Eigen::Index inputs() const {
    return 1 + static_cast<Eigen::Index>(objectives_ > 1 ? objectives_ : 0) +
           (length_ > 1 ? 1 + policy_.features() : 0);
  }

  Eigen::VectorXd observe(const Trajectory& one) const {
    Eigen::VectorXd observation = Eigen::VectorXd::Zero(inputs());
    Eigen::Index next = 0;
    observation[next++] = 1;
    if (objectives_ > 1) {
      for (const double weight : one.weights) observation[next++] = weight;
    }
    if (length_ > 1 && !one.episode.steps.empty()) {
      observation[next++] =
          static_cast<double>(one.episode.steps.size()) / static_cast<double>(length_);
      policy_.describe(one.point, observation.data() + next);
    }
    return observation;
  }

  // Uniform over the weights that sum to 1; the same for all when there is one objective.
  std::vector<double> draw_weights() {
    std::vector<double> weights(objectives_, 1);
    if (objectives_ == 1) return weights;
    Random random(seed_, "reinforcement.weights", weights_drawn_++);
    double sum = 0;
    for (double& weight : weights) sum += weight = -archgym::portable::log(1 - random.uniform());
    for (double& weight : weights) weight /= sum;
    return weights;
  }

  void remember(archgym::Values point, const Outcome& outcome) {
    const std::uint64_t key = design_key(point);
    if (memory_.emplace(key, outcome).second) memory_keys_.push_back(key);
  }

  void add_step(Trajectory& one, Action action, Eigen::VectorXd observation,
                const Eigen::VectorXd& outputs) {
    Step step;
    step.log_probability = policy_.log_probability(outputs.data(), action);
    step.value = ppo_.value(observation);
    step.action = std::move(action);
    step.observation = std::move(observation);
    one.episode.steps.push_back(std::move(step));
  }

  void propose(archgym::Proposals& proposals, Trajectory& one) {
    const bool first = one.episode.steps.size() == 1;
    const std::uint64_t trial_id = proposals.add(point_);
    one.point = point_;
    one.previous_id = first ? trial_id : one.trial_id;
    one.trial_id = trial_id;
  }

  // Episodes that wait for a result; when none can be continued, the others have ended.
  std::size_t under_way() const {
    return static_cast<std::size_t>(std::count_if(
        round_.begin(), round_.end(), [](const Trajectory& one) { return one.waiting(); }));
  }

  // False when there are no designs left.
  bool start_episode(archgym::Proposals& proposals) {
    Trajectory one;
    one.weights = draw_weights();
    const Eigen::VectorXd observation = observe(one);
    const Eigen::VectorXd outputs = ppo_.act(observation);
    Random random(seed_, "reinforcement.action", actions_drawn_++);
    Action action;
    for (int attempt = 0; attempt < k_attempts; ++attempt) {
      const bool feasible = policy_.sample(outputs.data(), random, point_, action);
      if (feasible && designs_.note(point_)) {
        add_step(one, action, observation, outputs);
        propose(proposals, one);
        round_.push_back(std::move(one));
        ++started_;
        return true;
      }
      learn_from_memory(one, feasible, action, observation, outputs);
    }
    // The policy insists on what is known: any other design brings news.
    if (designs_.draw(point_) == UnseenDesigns::Draw::none) return false;
    one.episode.imitation = true;
    add_step(one, policy_.action_of(point_), observation, outputs);
    propose(proposals, one);
    round_.push_back(std::move(one));
    ++started_;
    return true;
  }

  // The policy chose a design whose result is known, or that the space excludes: that is an
  // episode, too, but it needs no evaluation. Not more of them than a round has real ones.
  void learn_from_memory(const Trajectory& begun, bool feasible, const Action& action,
                         const Eigen::VectorXd& observation, const Eigen::VectorXd& outputs) {
    const auto known = memory_.find(design_key(point_));
    if (feasible && known == memory_.end()) return;
    if (round_.size() - started_ >= episodes_) return;
    Trajectory one = begun;
    add_step(one, action, observation, outputs);
    one.point = point_;
    one.outcomes.push_back(feasible ? known->second : failure());
    one.ended = true;
    round_.push_back(std::move(one));
  }

  // The next step of the first episode that can take one.
  bool continue_episode(archgym::Proposals& proposals) {
    for (Trajectory& one : round_) {
      if (one.ended || one.waiting()) continue;
      const Eigen::VectorXd observation = observe(one);
      const Eigen::VectorXd outputs = ppo_.act(observation);
      Random random(seed_, "reinforcement.action", actions_drawn_++);
      Action action;
      for (int attempt = 0; attempt < k_attempts; ++attempt) {
        point_ = one.point;
        if (policy_.refine(outputs.data(), random, point_, action) && designs_.note(point_)) {
          add_step(one, action, observation, outputs);
          propose(proposals, one);
          return true;
        }
      }
      one.ended = true;  // everything around is known
    }
    return false;
  }

  void keep_best_arrivals() {
    const std::vector<double> equal(objectives_, 1 / static_cast<double>(objectives_));
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t k = 0; k < arrivals_.size(); ++k) {
      order.emplace_back(-scores_.score(arrivals_[k].outcome, equal), k);
    }
    std::sort(order.begin(), order.end());
    order.resize(std::min(order.size(), batch_));
    std::vector<Arrival> best;
    best.reserve(order.size());
    for (const auto& [score, k] : order) best.push_back(std::move(arrivals_[k]));
    arrivals_ = std::move(best);
  }

  // Results of others count as if the policy of now had chosen them.
  void imitate_arrivals() {
    keep_best_arrivals();
    for (const Arrival& arrival : arrivals_) {
      Trajectory one;
      one.weights = draw_weights();
      one.episode.imitation = true;
      const Eigen::VectorXd observation = observe(one);
      const Eigen::VectorXd outputs = ppo_.act(observation);
      add_step(one, policy_.action_of(arrival.point), observation, outputs);
      one.outcomes.push_back(arrival.outcome);
      round_.push_back(std::move(one));
    }
  }

  // The history of another agent, before the first own proposal. One update may change
  // probabilities by no more than the clipping allows, so it takes several.
  void inherit() {
    for (int update = 0; update < k_inheritance; ++update) {
      imitate_arrivals();
      learn_from_round();
    }
    arrivals_.clear();
  }

  // Called when enough episodes of the round have ended. The others belong to the next one.
  void learn() {
    const auto waiting = std::stable_partition(
        round_.begin(), round_.end(), [](const Trajectory& one) { return !one.waiting(); });
    std::vector<Trajectory> next(std::make_move_iterator(waiting),
                                 std::make_move_iterator(round_.end()));
    round_.erase(waiting, round_.end());
    for (const Trajectory& one : round_) {
      for (const Outcome& outcome : one.outcomes) scores_.add(outcome);
    }
    imitate_arrivals();
    arrivals_.clear();
    learn_from_round();
    round_ = std::move(next);
    started_ = round_.size();
  }

  void learn_from_round() {
    std::vector<Episode> episodes;
    for (Trajectory& one : round_) {
      double before = 0;
      for (std::size_t k = 0; k < one.outcomes.size(); ++k) {
        // What a step gained; together the steps earn the score of the last design.
        const double score = scores_.score(one.outcomes[k], one.weights);
        one.episode.steps[k].reward = score - before;
        before = score;
      }
      episodes.push_back(std::move(one.episode));
    }
    ppo_.learn(episodes, entropy_cost_now());
    round_.clear();
  }

  // Falls linearly from the first to the final one over the budget, which counts designs: an
  // episode has several, and one that is known already costs none.
  double entropy_cost_now() const {
    const double end = budget_ > 0 ? static_cast<double>(budget_) : k_schedule;
    const double progress = std::min(1.0, static_cast<double>(results_) / end);
    return entropy_cost_ + progress * (final_entropy_cost_ - entropy_cost_);
  }

  void save_trajectory(archgym::Writer& out, const Trajectory& one) const {
    out.boolean(one.episode.imitation);
    out.boolean(one.ended);
    out.u64(one.trial_id);
    out.u64(one.previous_id);
    out.point(one.point);
    for (const double weight : one.weights) out.real(weight);
    out.u64(one.episode.steps.size());
    for (const Step& step : one.episode.steps) {
      archgym::agents::save(out, step.observation);
      policy_.save(out, step.action);
      out.real(step.log_probability);
      out.real(step.value);
    }
    out.u64(one.outcomes.size());
    for (const Outcome& outcome : one.outcomes) archgym::agents::save(out, outcome);
  }

  void load_trajectory(archgym::Reader& in, Trajectory& one) const {
    one.episode.imitation = in.boolean();
    one.ended = in.boolean();
    one.trial_id = in.u64();
    one.previous_id = in.u64();
    one.point = load_point(in);
    one.weights.resize(objectives_);
    for (double& weight : one.weights) weight = in.real();
    one.episode.steps.resize(static_cast<std::size_t>(in.count(32)));
    for (Step& step : one.episode.steps) {
      step.observation = Eigen::VectorXd::Zero(inputs());
      archgym::agents::load(in, step.observation);
      step.action = policy_.load(in);
      step.log_probability = in.real();
      step.value = in.real();
    }
    const std::uint64_t outcomes = in.count(1);
    if (one.episode.steps.empty() || outcomes > one.episode.steps.size()) {
      throw archgym::Rejected("the state has an episode without steps, or with too many results");
    }
    for (std::uint64_t k = 0; k < outcomes; ++k) one.outcomes.push_back(load_outcome(in));
  }

  Point load_point(archgym::Reader& in) const {
    Point point(space_.size());
    in.point(point);
    Point checked = point;
    try {
      space_.canonicalise(checked);
    } catch (const archgym::InvalidArgument&) {
      throw archgym::Rejected("the state has a design that is not in this space");
    }
    return point;
  }

  Outcome load_outcome(archgym::Reader& in) const {
    return archgym::agents::load_outcome(in, objectives_, constraints_);
  }

  archgym::Space space_;
  std::uint64_t seed_;
  std::uint64_t budget_;
  std::size_t objectives_;
  std::size_t constraints_;
  std::size_t length_;    // steps of an episode
  std::size_t batch_;     // designs of a round
  std::size_t episodes_;  // of a round
  std::uint32_t parallelism_;
  double entropy_cost_;
  double final_entropy_cost_;
  Policy policy_;
  Ppo ppo_;
  Scores scores_;

  std::size_t started_ = 0;  // episodes of this round that were evaluated or are on their way
  std::uint64_t weights_drawn_ = 0;
  std::uint64_t actions_drawn_ = 0;  // random streams used
  std::uint64_t results_ = 0;        // of our trials, which the budget counts
  std::vector<Trajectory> round_;
  std::vector<Arrival> arrivals_;

  std::unordered_map<std::uint64_t, Outcome> memory_;  // by design_key()
  std::vector<std::uint64_t> memory_keys_;             // in the order of arrival
  UnseenDesigns designs_;
  Point point_;  // the proposal being made
};

}  // namespace

ARCHGYM_AGENT(Reinforcement)
