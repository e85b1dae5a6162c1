#include "marginal_likelihood.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <archgym/portable.hpp>
#include <cmath>
#include <limits>

#include "common/portable_eigen.hpp"
#include "lbfgs.hpp"

namespace archgym::agents {
namespace {

constexpr double k_log_two_pi = 1.83787706640934548356;

// Standard deviations of the priors, of natural logarithms.
constexpr double k_signal_spread = 0.7;
constexpr double k_noise_spread = 2;
constexpr double k_scale_spread = 1.2;

// How far a hyperparameter may be from the prior's centre, in standard deviations.
constexpr double k_reach = 3.5;

std::vector<double> packed(const KernelParameters& parameters) {
  std::vector<double> values = {parameters.log_signal, parameters.log_noise};
  values.insert(values.end(), parameters.scales.begin(), parameters.scales.end());
  return values;
}

KernelParameters unpacked(const std::vector<double>& values) {
  return {values[0], values[1], {values.begin() + 2, values.end()}};
}

}  // namespace

MarginalLikelihood::MarginalLikelihood(const std::vector<Feature>& features, const Rows& rows,
                                       const std::vector<double>& targets)
    : features_(features),
      targets_(Eigen::Map<const Eigen::VectorXd>(targets.data(),
                                                 static_cast<Eigen::Index>(targets.size()))) {
  fix_eigen_blocking();
  const Eigen::MatrixXd designs = matrix_of(rows);
  const Eigen::Index n = designs.rows();
  for (const Feature& feature : features_) {
    Eigen::MatrixXd& distance = distances_.emplace_back(n, n);
    for (Eigen::Index j = 0; j < n; ++j) {
      Eigen::VectorXd column = Eigen::VectorXd::Zero(n);
      add_distance(feature, designs, designs.row(j), 1, column);
      distance.col(j) = column;
    }
  }
}

double MarginalLikelihood::operator()(const std::vector<double>& parameters,
                                      std::vector<double>& gradient) const {
  const Eigen::Index n = targets_.size();
  const double signal = portable::exp(parameters[0]);
  const double noise = portable::exp(parameters[1]);
  gradient.assign(parameters.size(), 0);

  Eigen::MatrixXd squared = Eigen::MatrixXd::Zero(n, n);
  Eigen::MatrixXd exponent = Eigen::MatrixXd::Zero(n, n);
  for (std::size_t f = 0; f < features_.size(); ++f) {
    const double scale = parameters[f + 2];
    if (features_[f].kind == Feature::Kind::number) {
      squared += portable::exp(-2 * scale) * distances_[f];
    } else {
      exponent += portable::exp(scale) * distances_[f];
    }
  }
  // Without noise, and what numbers and other features multiply their derivative of r^2 or of the
  // exponent with.
  Eigen::MatrixXd covariance(n, n);
  Eigen::MatrixXd slope(n, n);
  for (Eigen::Index j = 0; j < n; ++j) {
    const Eigen::ArrayXd other = signal * portable_exp(-exponent.col(j).array());
    covariance.col(j) = other * matern(squared.col(j).array());
    slope.col(j) = other * matern_slope(squared.col(j).array());
  }

  Eigen::MatrixXd noisy = covariance;
  noisy.diagonal().array() += noise;
  const Eigen::LLT<Eigen::MatrixXd> factorisation(noisy);
  if (factorisation.info() != Eigen::Success) return -std::numeric_limits<double>::infinity();
  const Eigen::VectorXd weights = factorisation.solve(targets_);
  const Eigen::MatrixXd lower = factorisation.matrixL();
  double log_determinant = 0;
  for (const double pivot : lower.diagonal()) log_determinant += 2 * portable::log(pivot);

  // d/dx = trace((weights weights^T - K^-1) dK/dx) / 2
  const Eigen::MatrixXd inverse = factorisation.solve(Eigen::MatrixXd::Identity(n, n));
  const Eigen::MatrixXd outer = weights * weights.transpose() - inverse;
  const Eigen::MatrixXd by_covariance = outer.cwiseProduct(covariance);
  const Eigen::MatrixXd by_slope = outer.cwiseProduct(slope);
  gradient[0] = 0.5 * by_covariance.sum();
  gradient[1] = 0.5 * noise * outer.trace();
  for (std::size_t f = 0; f < features_.size(); ++f) {
    const double scale = parameters[f + 2];
    gradient[f + 2] =
        features_[f].kind == Feature::Kind::number
            ? 0.5 * portable::exp(-2 * scale) * by_slope.cwiseProduct(distances_[f]).sum()
            : -0.5 * portable::exp(scale) * by_covariance.cwiseProduct(distances_[f]).sum();
  }
  return -0.5 * (targets_.dot(weights) + log_determinant + static_cast<double>(n) * k_log_two_pi);
}

KernelParameters prior_parameters(const std::vector<Feature>& features) {
  // The distance of two random designs grows with the root of the dimension; length scales that
  // grow alike keep their covariance (Hvarfner, Hellsten, Nardi: Vanilla Bayesian optimization
  // performs great in high dimensions, ICML 2024).
  const double dimension = std::max<double>(1, static_cast<double>(features.size()));
  KernelParameters parameters;
  parameters.log_noise = portable::log(1e-4);
  for (const Feature& feature : features) {
    parameters.scales.push_back(feature.kind == Feature::Kind::number
                                    ? portable::log(0.5) + 0.5 * portable::log(dimension)
                                    : portable::log(2.0) - portable::log(dimension));
  }
  return parameters;
}

KernelParameters fit_kernel(const std::vector<Feature>& features, const Rows& rows,
                            const std::vector<double>& targets, const KernelParameters& start,
                            bool restart, int evaluations) {
  const MarginalLikelihood likelihood(features, rows, targets);
  const std::vector<double> centre = packed(prior_parameters(features));
  std::vector<double> spread(centre.size(), k_scale_spread);
  spread[0] = k_signal_spread;
  spread[1] = k_noise_spread;
  std::vector<double> lower(centre.size());
  std::vector<double> upper(centre.size());
  for (std::size_t k = 0; k < centre.size(); ++k) {
    lower[k] = centre[k] - k_reach * spread[k];
    upper[k] = centre[k] + k_reach * spread[k];
  }
  const auto loss = [&](const std::vector<double>& at, std::vector<double>& gradient) {
    double value = -likelihood(at, gradient);
    for (std::size_t k = 0; k < at.size(); ++k) {
      const double offset = (at[k] - centre[k]) / spread[k];
      value += 0.5 * offset * offset;
      gradient[k] = offset / spread[k] - gradient[k];
    }
    return value;
  };
  Minimum best = minimise(loss, packed(start), lower, upper, evaluations);
  if (restart) {
    const Minimum other = minimise(loss, centre, lower, upper, evaluations);
    if (other.value < best.value) best = other;
  }
  return unpacked(best.at);
}

}  // namespace archgym::agents
