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

// Runs until f < target; returns the evaluations used, at most `budget`.
std::size_t minimise(Adaptation& adaptation, const Function& f, double target, std::size_t budget) {
  Random random(1, "test");
  std::size_t evaluations = 0;
  while (evaluations < budget && f(adaptation.mean()) > target) {
    std::vector<Eigen::VectorXd> ys;
    std::vector<double> values;
    for (std::size_t k = 0; k < adaptation.samples(); ++k, ++evaluations) {
      ys.push_back(adaptation.sample(random));
      values.push_back(f(adaptation.mean() + adaptation.step_size() * ys.back()));
    }
    std::vector<std::size_t> order(ys.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<Eigen::VectorXd> ranked;
    ranked.reserve(order.size());
    for (const std::size_t k : order) ranked.push_back(ys[k]);
    adaptation.update(ranked);
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
  const Eigen::EigenSolver<Eigen::MatrixXd> product(adaptation.covariance() * hessian);
  const Eigen::ArrayXd eigenvalues = product.eigenvalues().real().array();
  CHECK(eigenvalues.maxCoeff() / eigenvalues.minCoeff() < 15);
}

TEST_CASE("cma_es: on a sphere the step size adapts and the covariance stays round") {
  const Function sphere = [](const Eigen::VectorXd& x) { return x.squaredNorm(); };
  for (const double step : {1e-3, 1.0, 100.0}) {
    CAPTURE(step);
    Adaptation adaptation(Eigen::VectorXd::Constant(10, 1), step, 10);
    CHECK(minimise(adaptation, sphere, 1e-10, 20000) < 4000);
    CHECK(adaptation.condition() < 20);
  }
}

TEST_CASE("cma_es: without selection the step size neither grows nor shrinks much") {
  Adaptation adaptation(Eigen::VectorXd::Zero(6), 1, 12);
  Random random(3, "ranks");
  for (int generation = 0; generation < 200; ++generation) {
    std::vector<Eigen::VectorXd> ranked(12);
    for (Eigen::VectorXd& y : ranked) y = adaptation.sample(random);
    adaptation.update(ranked);
  }
  CHECK(adaptation.step_size() > 0.05);
  CHECK(adaptation.step_size() < 20);
}
