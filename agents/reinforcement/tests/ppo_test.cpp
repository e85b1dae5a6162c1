#include "ppo.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "spaces.hpp"

using archgym::Point;
using archgym::Random;
using archgym::Space;
using archgym::agents::Action;
using archgym::agents::Episode;
using archgym::agents::Policy;
using archgym::agents::Ppo;
using archgym::agents::PpoSettings;
using archgym::agents::samples_of;
using archgym::agents::Step;
using namespace archgym::agents::test;

namespace {

Step step(double reward, double value) {
  Step one;
  one.reward = reward;
  one.value = value;
  return one;
}

// One episode of the policy on a space, which earns what `reward` says.
template <class Reward>
Episode play(Ppo& ppo, const Policy& policy, std::size_t size, Random& random, Reward&& reward) {
  Episode episode;
  Step one;
  one.observation = Eigen::VectorXd::Ones(1);
  const Eigen::VectorXd outputs = ppo.act(one.observation);
  Point point(size);
  policy.sample(outputs.data(), random, point, one.action);
  one.log_probability = policy.log_probability(outputs.data(), one.action);
  one.value = ppo.value(one.observation);
  one.reward = reward(point);
  episode.steps.push_back(std::move(one));
  return episode;
}

}  // namespace

TEST_CASE("PPO: advantages are those of generalised advantage estimation") {
  const double discount = 0.9;
  const double lambda = 0.8;
  const std::vector<Episode> episodes{{{step(1, 0.5), step(2, 0.25), step(-1, 2)}, false},
                                      {{step(3, 1)}, false}};
  // By the definition: sums of discounted errors of the value.
  const double d0 = 1 + discount * 0.25 - 0.5;
  const double d1 = 2 + discount * 2 - 0.25;
  const double d2 = -1 - 2;
  const double dl = discount * lambda;
  const std::vector<double> raw{d2, d1 + dl * d2, d0 + dl * d1 + dl * dl * d2, 2};
  const auto samples = samples_of(episodes, discount, lambda);
  REQUIRE(samples.size() == 4);
  double mean = 0;
  double variance = 0;
  for (const double value : raw) mean += value / 4;
  for (const double value : raw) variance += (value - mean) * (value - mean) / 4;
  const std::vector<double> values{2, 0.25, 0.5, 1};
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK(samples[k].advantage == Approx((raw[k] - mean) / std::sqrt(variance)));
    CHECK(samples[k].target == Approx(raw[k] + values[k]));
  }
}

TEST_CASE("PPO: what others chose is followed or ignored, never avoided") {
  const std::vector<Episode> episodes{
      {{step(5, 0)}, true}, {{step(-5, 0)}, true}, {{step(0, 0)}, false}};
  const auto samples = samples_of(episodes, 1, 1);
  CHECK(samples[0].advantage > 1);
  CHECK(samples[1].advantage == 0);
}

TEST_CASE("PPO: the gradients of the loss agree with finite differences") {
  const auto space = every_kind();
  const Policy policy(Space(&space->table()), 4, false);
  PpoSettings settings;
  settings.hidden_units = 5;
  Ppo ppo(policy, 1, settings, 1);
  ppo.actor().parameters() += 0.3 * some_outputs(ppo.actor().parameters().size(), 4);
  Random random(1, "test");
  std::vector<Episode> episodes;
  for (int k = 0; k < 6; ++k) {
    episodes.push_back(play(ppo, policy, space->size(), random, [&](const Point&) { return k; }));
    // Ratios on both sides of the clipping, but not at its edge, where there is no derivative.
    episodes.back().steps[0].log_probability +=
        std::vector<double>{-0.5, -0.1, 0, 0.1, 0.15, 0.5}[static_cast<std::size_t>(k)];
  }
  const auto samples = samples_of(episodes, 1, 1);
  const Ppo::Loss loss = ppo.loss(samples, 0.05);
  const auto value = [&] { return ppo.loss(samples, 0.05).value; };
  check_gradient(ppo.actor().parameters(), value, loss.by_actor);
  check_gradient(ppo.critic().parameters(), value, loss.by_critic);
}

TEST_CASE("PPO: converges on a bandit whose best arm is known") {
  const auto space = archgym::host::test::make_space(R"([
    {"name": "arm", "type": "categorical", "values": ["a", "b", "c", "d", "e", "f", "g", "h"],
     "default": "a", "description": "d"},
    {"name": "lever", "type": "integer", "minimum": 0, "maximum": 9, "default": 0,
     "description": "d"},
    {"name": "order", "type": "permutation", "values": ["x", "y", "z"], "default": ["x", "y", "z"],
     "description": "d"}])");
  const Policy policy(Space(&space->table()), 16, false);
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Ppo ppo(policy, 1, {}, seed);
    Random random(seed, "test");
    // Arm f, lever 7, order z x y (rank 4), through noise.
    const auto reward = [&](const Point& point) {
      return (point[0].as.i64 == 5 ? 1.0 : 0.0) -
             0.2 * std::abs(static_cast<double>(point[1].as.i64) - 7) +
             (point[2].as.i64 == 4 ? 1.0 : 0.0) + 0.3 * random.normal();
    };
    for (int update = 0; update < 150; ++update) {
      std::vector<Episode> episodes(32);
      for (Episode& episode : episodes) {
        episode = play(ppo, policy, space->size(), random, reward);
      }
      ppo.learn(episodes, 0.01);
    }
    const Eigen::VectorXd outputs = ppo.act(Eigen::VectorXd::Ones(1));
    Action best;
    best.choices = {5, 7, 4};
    CHECK(std::exp(policy.log_probability(outputs.data(), best)) > 0.8);
    // The baseline is what the policy earns: 2 at best.
    CHECK(ppo.value(Eigen::VectorXd::Ones(1)) == Approx(1.9).margin(0.3));
  }
}

TEST_CASE("PPO: an entropy bonus keeps the policy undecided") {
  const auto space = every_kind();
  const Policy policy(Space(&space->table()), 4, false);
  const auto entropy_after = [&](double cost) {
    Ppo ppo(policy, 1, {}, 1);
    Random random(1, "test");
    const auto reward = [](const Point& point) { return point[0].as.i64 != 0 ? 1.0 : 0.0; };
    Episode last;
    for (int update = 0; update < 60; ++update) {
      std::vector<Episode> episodes(16);
      for (Episode& episode : episodes) {
        episode = play(ppo, policy, space->size(), random, reward);
      }
      last = episodes.back();
      ppo.learn(episodes, cost);
    }
    const Eigen::VectorXd outputs = ppo.act(Eigen::VectorXd::Ones(1));
    return policy.entropy(outputs.data(), last.steps[0].action);
  };
  CHECK(entropy_after(0.5) > entropy_after(0) + 0.5);
}
