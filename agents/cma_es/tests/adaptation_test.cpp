#include "adaptation.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <numeric>

using namespace archgym::agents;
using archgym::Random;

namespace {

using Function = std::function<double(const Eigen::VectorXd&)>;

Eigen::MatrixXd samples_of(const Adaptation& adaptation, Random& random) {
  Eigen::MatrixXd ys(adaptation.mean().size(), static_cast<Eigen::Index>(adaptation.samples()));
  for (auto y : ys.colwise()) adaptation.sample(random, y);
  return ys;
}

// Largest through smallest eigenvalue of a matrix that has only positive ones.
double condition_of(const Eigen::MatrixXd& matrix) {
  const Eigen::ArrayXd eigenvalues =
      Eigen::EigenSolver<Eigen::MatrixXd>(matrix).eigenvalues().real();
  return eigenvalues.maxCoeff() / eigenvalues.minCoeff();
}

// Runs until f < target; returns the evaluations used, at most `budget`.
std::size_t minimise(Adaptation& adaptation, const Function& f, double target, std::size_t budget) {
  Random random(1, "test");
  std::size_t evaluations = 0;
  while (evaluations < budget && f(adaptation.mean()) > target) {
    const Eigen::MatrixXd ys = samples_of(adaptation, random);
    evaluations += adaptation.samples();
    std::vector<double> values;
    for (const auto& y : ys.colwise()) {
      values.push_back(f(adaptation.mean() + adaptation.step_size() * y));
    }
    std::vector<Eigen::Index> order(values.size());
    std::iota(order.begin(), order.end(), Eigen::Index{0});
    std::sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
      return values[static_cast<std::size_t>(a)] < values[static_cast<std::size_t>(b)];
    });
    adaptation.update(ys(Eigen::all, order));
  }
  return evaluations;
}

Eigen::MatrixXd random_rotation(Eigen::Index dimension) {
  Random random(7, "rotation");
  Eigen::MatrixXd matrix(dimension, dimension);
  for (double& value : matrix.reshaped()) value = random.normal();
  return Eigen::HouseholderQR<Eigen::MatrixXd>(matrix).householderQ();
}

}  // namespace

TEST_CASE("cma_es: on a rotated ellipsoid the covariance becomes the inverse Hessian") {
  constexpr Eigen::Index dimension = 8;
  const Eigen::MatrixXd rotation = random_rotation(dimension);
  Eigen::VectorXd stretch(dimension);  // condition number 10^6
  for (Eigen::Index k = 0; k < dimension; ++k) stretch[k] = std::pow(1e6, double(k) / 7);
  const Eigen::MatrixXd hessian = rotation * stretch.asDiagonal() * rotation.transpose();
  const Function ellipsoid = [&](const Eigen::VectorXd& x) { return x.dot(hessian * x); };
  Adaptation adaptation(Eigen::VectorXd::Constant(dimension, 3), 1,
                        Adaptation::default_samples(dimension));
  const std::size_t evaluations = minimise(adaptation, ellipsoid, 1e-12, 20000);
  // Hansen's implementations need some 6000 here.
  CHECK(evaluations < 8000);
  CHECK(adaptation.condition() > 1e5);
  // The covariance times the Hessian is a multiple of the identity.
  CHECK(condition_of(adaptation.covariance() * hessian) < 15);
}

TEST_CASE("cma_es: on a sphere the step size adapts and the covariance stays round") {
  const Function sphere = [](const Eigen::VectorXd& x) { return x.squaredNorm(); };
  for (const double step : {1e-3, 1.0, 100.0}) {
    CAPTURE(step);
    Adaptation adaptation(Eigen::VectorXd::Constant(10, 1), step, 10);
    CHECK(minimise(adaptation, sphere, 1e-10, 20000) < 4000);
    CHECK(condition_of(adaptation.covariance()) < 20);
  }
}

TEST_CASE("cma_es: without selection the step size neither grows nor shrinks much") {
  Adaptation adaptation(Eigen::VectorXd::Zero(6), 1, 12);
  Random random(3, "ranks");
  for (int generation = 0; generation < 200; ++generation) {
    adaptation.update(samples_of(adaptation, random));
  }
  CHECK(adaptation.step_size() > 0.05);
  CHECK(adaptation.step_size() < 20);
}

TEST_CASE("cma_es: samples have the covariance, whose condition is estimated well enough") {
  Adaptation adaptation(Eigen::VectorXd::Constant(5, 3), 1, 8);
  Random random(11, "samples");
  for (int generation = 0; generation < 100; ++generation) {
    Eigen::MatrixXd ranked = samples_of(adaptation, random);
    // The longest first and last coordinates in opposite directions, so that they depend on each
    // other.
    std::vector<Eigen::Index> order(8);
    std::iota(order.begin(), order.end(), Eigen::Index{0});
    std::sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
      return ranked(0, a) - ranked(4, a) > ranked(0, b) - ranked(4, b);
    });
    adaptation.update(ranked(Eigen::all, order));
  }
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(5, 5);
  constexpr int rounds = 5000;
  for (int round = 0; round < rounds; ++round) {
    const Eigen::MatrixXd ys = samples_of(adaptation, random);
    sum += ys * ys.transpose();
  }
  const Eigen::MatrixXd sampled = sum / (8 * rounds);
  CHECK((sampled - adaptation.covariance()).norm() < 0.05 * adaptation.covariance().norm());
  const double condition = condition_of(adaptation.covariance());
  CHECK(condition > 2);
  CHECK(adaptation.condition() > 0.3 * condition);
  CHECK(adaptation.condition() <= 5.001 * condition);
  CHECK(adaptation.largest_deviation() ==
        Approx(adaptation.step_size() * std::sqrt(adaptation.covariance().diagonal().maxCoeff())));
}

TEST_CASE("the path stalls while the step path is longer than figure 6 of the tutorial allows") {
  // In the first generation ||p_sigma|| / sqrt(1 - (1 - c_sigma)^(2 (g + 1))) with g = 0 is
  // sqrt(mu_eff) times the length of the step. Samples that are all alike set that length.
  constexpr Eigen::Index n = 4;
  const double expected_length = std::sqrt(4.0) * (1 - 1 / 16.0 + 1 / (21 * 16.0));
  const double bound = (1.4 + 2.0 / (n + 1)) * expected_length;
  const auto path_after = [&](double length) {
    Adaptation adaptation(Eigen::VectorXd::Zero(n), 1, 8);
    // mu_eff of eight samples; the weights of the better half are log(4.5) - log(i).
    double sum = 0;
    double squares = 0;
    for (int i = 1; i <= 4; ++i) {
      const double weight = std::log(4.5) - std::log(double(i));
      sum += weight;
      squares += weight * weight;
    }
    Eigen::MatrixXd ranked = Eigen::MatrixXd::Zero(n, 8);
    ranked.row(0).setConstant(length / std::sqrt(sum * sum / squares));
    adaptation.update(ranked);
    archgym::Writer out;
    adaptation.save(out);
    archgym::Reader in(out.fields());
    for (Eigen::Index k = 0; k < n + 2; ++k) in.u64();  // step size, generations, mean
    return in.real();
  };
  CHECK(path_after(0.99 * bound) > 0);
  CHECK(path_after(1.01 * bound) == 0);
}
