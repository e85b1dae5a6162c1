// Proximal policy optimisation (Schulman, Wolski, Dhariwal, Radford, Klimov: Proximal policy
// optimization algorithms, arXiv:1707.06347, 2017): the clipped surrogate objective, a learned
// value as baseline, generalised advantage estimation (Schulman et al., ICLR 2016), and an entropy
// bonus.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "network.hpp"
#include "policy.hpp"

namespace archgym::agents {

struct Step {
  Eigen::VectorXd observation;
  Action action;
  double log_probability = 0;  // when it was taken
  double value = 0;            // what the baseline expected then
  double reward = 0;
};

struct Episode {
  std::vector<Step> steps;
  // Not an action of this policy: it is followed where it was better than expected, and never
  // avoided (self-imitation; Oh, Guo, Singh, Lee, ICML 2018).
  bool imitation = false;
};

struct PpoSettings {
  double learning_rate = 0.02;
  double clip = 0.2;
  double value_cost = 0.5;
  double discount = 0.99;
  double gae_lambda = 0.95;
  double gradient_norm = 0.5;  // gradients are cut to it
  std::uint64_t epochs = 4;
  std::uint64_t minibatches = 2;
  std::uint64_t hidden_units = 32;
  std::uint64_t hidden_layers = 2;
};

// A step with what an update needs to know.
struct Sample {
  const Step* step;
  double advantage;
  double target;  // of the value
};

// Advantages by GAE, normalised over all episodes; those of imitations are cut at 0 from below.
std::vector<Sample> samples_of(const std::vector<Episode>& episodes, double discount,
                               double gae_lambda);

class Ppo {
 public:
  // Borrows the policy.
  Ppo(const Policy& policy, Eigen::Index inputs, const PpoSettings& settings, std::uint64_t seed);

  // Outputs of the policy's network, and the expected return.
  Eigen::VectorXd act(const Eigen::VectorXd& observation);
  double value(const Eigen::VectorXd& observation);

  void learn(const std::vector<Episode>& episodes, double entropy_cost);

  // The loss of some samples, and its gradients by the parameters of both networks.
  struct Loss {
    double value = 0;
    Eigen::VectorXd by_actor, by_critic;
  };
  Loss loss(const std::vector<Sample>& samples, double entropy_cost);

  Network& actor() { return actor_; }
  Network& critic() { return critic_; }

  void save(Writer& out) const;
  void load(Reader& in);

 private:
  const Policy& policy_;
  PpoSettings settings_;
  std::uint64_t seed_;
  Network actor_, critic_;
  Adam actor_optimiser_, critic_optimiser_;
  std::uint64_t updates_ = 0;
};

}  // namespace archgym::agents
