#include "ppo.hpp"

#include <algorithm>
#include <archgym/portable.hpp>
#include <cmath>

namespace archgym::agents {
namespace {

// The last layer of the policy begins so small that every choice is about as likely.
constexpr double k_policy_scale = 0.01;

// A ratio beyond this is clipped anyway; its exponential could overflow.
constexpr double k_largest_log_ratio = 20;

std::vector<Eigen::Index> sizes(Eigen::Index inputs, const PpoSettings& settings,
                                Eigen::Index outputs) {
  std::vector<Eigen::Index> all{inputs};
  all.insert(all.end(), settings.hidden_layers, static_cast<Eigen::Index>(settings.hidden_units));
  all.push_back(outputs);
  return all;
}

void limit(Eigen::VectorXd& gradient, double norm) {
  const double found = gradient.norm();
  if (found > norm) gradient *= norm / found;
}

}  // namespace

std::vector<Sample> samples_of(const std::vector<Episode>& episodes, double discount,
                               double gae_lambda) {
  std::vector<Sample> samples;
  std::vector<bool> imitation;
  for (const Episode& episode : episodes) {
    double advantage = 0;
    double next_value = 0;  // an episode ends for good
    for (std::size_t k = episode.steps.size(); k-- > 0;) {
      const Step& step = episode.steps[k];
      advantage =
          step.reward + discount * next_value - step.value + discount * gae_lambda * advantage;
      next_value = step.value;
      samples.push_back({&step, advantage, advantage + step.value});
      imitation.push_back(episode.imitation);
    }
  }
  double mean = 0;
  double variance = 0;
  const auto count = static_cast<double>(samples.size());
  for (const Sample& sample : samples) mean += sample.advantage / count;
  for (const Sample& sample : samples) {
    const double offset = sample.advantage - mean;
    variance += offset * offset / count;
  }
  for (std::size_t k = 0; k < samples.size(); ++k) {
    samples[k].advantage = (samples[k].advantage - mean) / (std::sqrt(variance) + 1e-8);
    if (imitation[k]) samples[k].advantage = std::max(samples[k].advantage, 0.0);
  }
  return samples;
}

Ppo::Ppo(const Policy& policy, Eigen::Index inputs, const PpoSettings& settings, std::uint64_t seed)
    : policy_(policy),
      settings_(settings),
      seed_(seed),
      actor_(sizes(inputs, settings, policy.outputs()), k_policy_scale,
             Random(seed, "reinforcement.actor")),
      critic_(sizes(inputs, settings, 1), 1, Random(seed, "reinforcement.critic")),
      actor_optimiser_(actor_.parameters().size()),
      critic_optimiser_(critic_.parameters().size()) {}

Eigen::VectorXd Ppo::act(const Eigen::VectorXd& observation) {
  return actor_.forward(observation);
}

double Ppo::value(const Eigen::VectorXd& observation) {
  return critic_.forward(observation)(0, 0);
}

Ppo::Loss Ppo::loss(const std::vector<Sample>& samples, double entropy_cost) {
  const auto count = static_cast<Eigen::Index>(samples.size());
  Eigen::MatrixXd observations(samples.front().step->observation.size(), count);
  for (Eigen::Index k = 0; k < count; ++k) {
    observations.col(k) = samples[static_cast<std::size_t>(k)].step->observation;
  }
  const Eigen::MatrixXd& outputs = actor_.forward(observations);
  const Eigen::MatrixXd& values = critic_.forward(observations);
  Eigen::MatrixXd by_outputs = Eigen::MatrixXd::Zero(outputs.rows(), count);
  Eigen::MatrixXd by_values(1, count);
  const double share = 1 / static_cast<double>(count);
  Loss loss;
  for (Eigen::Index k = 0; k < count; ++k) {
    const Sample& sample = samples[static_cast<std::size_t>(k)];
    const Step& step = *sample.step;
    const double* logits = outputs.col(k).data();
    const double log_ratio = policy_.log_probability(logits, step.action) - step.log_probability;
    const double ratio =
        portable::exp(std::clamp(log_ratio, -k_largest_log_ratio, k_largest_log_ratio));
    const double clipped = std::clamp(ratio, 1 - settings_.clip, 1 + settings_.clip);
    const double plain = ratio * sample.advantage;
    const double cut = clipped * sample.advantage;
    const double error = values(0, k) - sample.target;
    loss.value += share * (settings_.value_cost * error * error / 2 - std::min(plain, cut) -
                           entropy_cost * policy_.entropy(logits, step.action));
    const double by_log_probability = plain <= cut ? -share * plain : 0;
    policy_.add_gradient(logits, step.action, by_log_probability, -share * entropy_cost,
                         by_outputs.col(k).data());
    by_values(0, k) = share * settings_.value_cost * error;
  }
  loss.by_actor = actor_.backward(by_outputs);
  loss.by_critic = critic_.backward(by_values);
  return loss;
}

void Ppo::learn(const std::vector<Episode>& episodes, double entropy_cost) {
  std::vector<Sample> samples = samples_of(episodes, settings_.discount, settings_.gae_lambda);
  if (samples.empty()) return;
  Random random(seed_, "reinforcement.minibatches", updates_++);
  const std::size_t parts = std::min<std::size_t>(settings_.minibatches, samples.size());
  for (std::uint64_t epoch = 0; epoch < settings_.epochs; ++epoch) {
    random.shuffle(samples.begin(), samples.end());
    for (std::size_t part = 0; part < parts; ++part) {
      const auto from = static_cast<std::ptrdiff_t>(part * samples.size() / parts);
      const auto to = static_cast<std::ptrdiff_t>((part + 1) * samples.size() / parts);
      Loss found = loss({samples.begin() + from, samples.begin() + to}, entropy_cost);
      limit(found.by_actor, settings_.gradient_norm);
      limit(found.by_critic, settings_.gradient_norm);
      actor_optimiser_.step(actor_.parameters(), found.by_actor, settings_.learning_rate);
      critic_optimiser_.step(critic_.parameters(), found.by_critic, settings_.learning_rate);
    }
  }
}

void Ppo::save(Writer& out) const {
  agents::save(out, actor_.parameters());
  agents::save(out, critic_.parameters());
  actor_optimiser_.save(out);
  critic_optimiser_.save(out);
  out.u64(updates_);
}

void Ppo::load(Reader& in) {
  agents::load(in, actor_.parameters());
  agents::load(in, critic_.parameters());
  actor_optimiser_.load(in);
  critic_optimiser_.load(in);
  updates_ = in.u64();
}

}  // namespace archgym::agents
