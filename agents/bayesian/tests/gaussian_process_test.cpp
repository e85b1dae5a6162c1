#include "gaussian_process.hpp"

#include <archgym/random.hpp>
#include <catch2/catch.hpp>
#include <cmath>

#include "marginal_likelihood.hpp"

using namespace archgym::agents;
using archgym::Random;

namespace {

// A number, a category and a permutation of three items.
const std::vector<Feature>& features() {
  static const std::vector<Feature> all = {{Feature::Kind::number, 0, 0, 2},
                                           {Feature::Kind::category, 1, 2, 1},
                                           {Feature::Kind::permutation, 2, 3, 3}};
  return all;
}

KernelParameters parameters() {
  return {std::log(1.7), std::log(0.01), {std::log(0.4), std::log(0.8), std::log(1.5)}};
}

// Values 0.3 and 0.7 of the number, 0 and 1 of the category, one pair of three in another order.
Rows two_designs() {
  return {6, {0.3, 0, 0, 1, 1, 1, 0.7, 0, 1, 1, -1, 1}};
}

// k of the two designs, written out.
double covariance_of_two() {
  const double r = std::sqrt(5.0) * 0.4 / 0.4;
  const double matern = (1 + r + r * r / 3) * std::exp(-r);
  return 1.7 * matern * std::exp(-0.8 * 1 - 1.5 / 3);
}

Rows random_designs(std::size_t count, Random& random) {
  Rows rows{6, {}};
  for (std::size_t i = 0; i < count; ++i) {
    const bool active = random.chance(0.8);
    rows.values.push_back(active ? random.uniform() : 0.5);
    rows.values.push_back(active ? 0 : 0.5);
    rows.values.push_back(static_cast<double>(random.below(4)) - 1);
    const bool permuted = random.chance(0.8);
    for (int pair = 0; pair < 3; ++pair) {
      rows.values.push_back(!permuted ? 0 : random.chance(0.5) ? 1 : -1);
    }
  }
  return rows;
}

std::vector<double> random_targets(std::size_t count, Random& random) {
  std::vector<double> targets;
  for (std::size_t i = 0; i < count; ++i) targets.push_back(random.normal());
  return targets;
}

}  // namespace

TEST_CASE("bayesian: the kernel is the product that its definition says") {
  const Kernel kernel(features(), parameters());
  const Eigen::MatrixXd rows = matrix_of(two_designs());
  const Eigen::MatrixXd covariance = kernel.covariance(rows, rows);
  CHECK(covariance(0, 0) == Approx(1.7));
  CHECK(covariance(0, 1) == Approx(covariance_of_two()).epsilon(1e-12));
  CHECK(covariance(1, 0) == covariance(0, 1));
}

TEST_CASE("bayesian: covariances are positive definite, inactive parameters included") {
  Random random(1, "designs");
  const Rows designs = random_designs(60, random);
  const Kernel kernel(features(), parameters());
  const Eigen::MatrixXd rows = matrix_of(designs);
  const Eigen::MatrixXd covariance = kernel.covariance(rows, rows);
  for (int k = 0; k < 100; ++k) {
    Eigen::VectorXd x(covariance.rows());
    for (double& value : x) value = random.normal();
    CHECK(x.dot(covariance * x) > -1e-9);
  }
}

TEST_CASE("bayesian: the posterior of one observation is the closed form") {
  const double k = covariance_of_two();
  const double noisy = 1.7 + 0.01;
  const Rows both = two_designs();
  const Rows first{6, {both.row(0), both.row(1)}};
  const GaussianProcess process(Kernel(features(), parameters()), first, {2.5});
  const Posterior posterior = process.predict(two_designs());
  CHECK(posterior.mean[0] == Approx(1.7 / noisy * 2.5));
  CHECK(posterior.deviation[0] == Approx(std::sqrt(1.7 - 1.7 * 1.7 / noisy)));
  CHECK(posterior.mean[1] == Approx(k / noisy * 2.5));
  CHECK(posterior.deviation[1] == Approx(std::sqrt(1.7 - k * k / noisy)));
}

TEST_CASE("bayesian: the posterior of two observations is the closed form") {
  const double k = covariance_of_two();
  const double noisy = 1.7 + 0.01;
  const double determinant = noisy * noisy - k * k;
  const GaussianProcess process(Kernel(features(), parameters()), two_designs(), {2.5, -1});
  const Posterior posterior = process.predict(two_designs());
  // k^T K^-1 y with the inverse of a 2 x 2 matrix.
  const double first = (noisy * 2.5 - k * -1) / determinant;
  const double second = (noisy * -1 - k * 2.5) / determinant;
  CHECK(posterior.mean[0] == Approx(1.7 * first + k * second));
  CHECK(posterior.mean[1] == Approx(k * first + 1.7 * second));
  const double explained = (1.7 * 1.7 * noisy - 2 * 1.7 * k * k + k * k * noisy) / determinant;
  CHECK(posterior.deviation[0] == Approx(std::sqrt(1.7 - explained)));
}

TEST_CASE("bayesian: a believed observation is one whose target is the mean") {
  Random random(2, "designs");
  const Rows designs = random_designs(30, random);
  std::vector<double> targets = random_targets(20, random);
  const auto part = [&](std::size_t from, std::size_t to) {
    return Rows{6, {designs.row(from), designs.row(to)}};
  };
  const Kernel kernel(features(), parameters());
  GaussianProcess grown(kernel, part(0, 20), targets);
  const Rows queries = random_designs(10, random);
  grown.watch(queries);
  for (std::size_t i = 20; i < 30; ++i) {
    targets.push_back(grown.predict(part(i, i + 1)).mean[0]);
    grown.believe(part(i, i + 1));
  }
  const Posterior expected = GaussianProcess(kernel, designs, targets).predict(queries);
  for (const Posterior& found : {grown.predict(queries), grown.watched()}) {
    for (std::size_t i = 0; i < 10; ++i) {
      CHECK(found.mean[i] == Approx(expected.mean[i]).epsilon(1e-9).margin(1e-9));
      CHECK(found.deviation[i] == Approx(expected.deviation[i]).epsilon(1e-6));
    }
  }
}

TEST_CASE("bayesian: the marginal likelihood of two observations is the closed form") {
  const MarginalLikelihood likelihood(features(), two_designs(), {2.5, -1});
  const double k = covariance_of_two();
  const double noisy = 1.7 + 0.01;
  const double determinant = noisy * noisy - k * k;
  const double fit = (noisy * 2.5 * 2.5 - 2 * k * 2.5 * -1 + noisy) / determinant;
  const KernelParameters p = parameters();
  std::vector<double> gradient;
  const double value =
      likelihood({p.log_signal, p.log_noise, p.scales[0], p.scales[1], p.scales[2]}, gradient);
  CHECK(value == Approx(-0.5 * (fit + std::log(determinant) + 2 * std::log(2 * M_PI))));
}

TEST_CASE("bayesian: gradients of the marginal likelihood are those of finite differences") {
  Random random(3, "designs");
  for (int repetition = 0; repetition < 10; ++repetition) {
    const Rows designs = random_designs(25, random);
    const MarginalLikelihood likelihood(features(), designs, random_targets(25, random));
    std::vector<double> at(5);
    for (double& coordinate : at) coordinate = random.uniform(-1.5, 0.5);
    std::vector<double> gradient;
    std::vector<double> unused;
    likelihood(at, gradient);
    REQUIRE(gradient.size() == 5);
    for (std::size_t k = 0; k < 5; ++k) {
      constexpr double step = 1e-5;
      std::vector<double> up = at;
      std::vector<double> down = at;
      up[k] += step;
      down[k] -= step;
      const double difference = (likelihood(up, unused) - likelihood(down, unused)) / (2 * step);
      CAPTURE(repetition, k);
      CHECK(gradient[k] == Approx(difference).epsilon(1e-5).margin(1e-5));
    }
  }
}

TEST_CASE("bayesian: fitted hyperparameters tell what matters") {
  // The target depends on the number and the category, not on the permutation.
  Random random(4, "designs");
  const Rows designs = random_designs(80, random);
  std::vector<double> targets;
  for (std::size_t i = 0; i < designs.count(); ++i) {
    targets.push_back(std::sin(6 * designs.row(i)[0]) + (designs.row(i)[2] > 0 ? 0.7 : -0.7));
  }
  const KernelParameters fitted =
      fit_kernel(features(), designs, targets, prior_parameters(features()), true, 60);
  const KernelParameters prior = prior_parameters(features());
  CHECK(fitted.scales[2] < prior.scales[2] - 1);
  CHECK(fitted.scales[1] > fitted.scales[2] + 1);
}
