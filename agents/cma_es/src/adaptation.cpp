#include "adaptation.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <utility>

#include "common/eigen_blocking.hpp"

namespace archgym::agents {

Adaptation::Adaptation(Eigen::VectorXd mean, double step_size, std::size_t samples)
    : samples_(samples),
      mean_(std::move(mean)),
      step_size_(step_size),
      covariance_(Eigen::MatrixXd::Identity(mean_.size(), mean_.size())),
      path_(Eigen::VectorXd::Zero(mean_.size())),
      step_path_(Eigen::VectorXd::Zero(mean_.size())) {
  fix_eigen_blocking();
  set_weights();
  decompose();
}

std::size_t Adaptation::default_samples(std::size_t dimension) {
  return 4 + static_cast<std::size_t>(3 * std::log(static_cast<double>(dimension)));
}

// Equations 49 to 58 of the tutorial.
void Adaptation::set_weights() {
  const auto n = static_cast<double>(mean_.size());
  const auto lambda = static_cast<double>(samples_);
  double positive = 0, positive_squares = 0, negative = 0, negative_squares = 0;
  for (std::size_t i = 0; i < samples_; ++i) {
    const double weight = std::log((lambda + 1) / 2) - std::log(static_cast<double>(i + 1));
    weights_.push_back(weight);
    (i < samples_ / 2 ? positive : negative) += weight;
    (i < samples_ / 2 ? positive_squares : negative_squares) += weight * weight;
  }
  selection_mass_ = positive * positive / positive_squares;
  const double mass = selection_mass_;
  path_rate_ = (4 + mass / n) / (n + 4 + 2 * mass / n);
  step_path_rate_ = (mass + 2) / (n + mass + 5);
  step_damping_ = 1 + 2 * std::max(0.0, std::sqrt((mass - 1) / (n + 1)) - 1) + step_path_rate_;
  rank_one_rate_ = 2 / ((n + 1.3) * (n + 1.3) + mass);
  rank_mu_rate_ =
      std::min(1 - rank_one_rate_, 2 * (0.25 + mass + 1 / mass - 2) / ((n + 2) * (n + 2) + mass));

  const double negative_mass = negative * negative / negative_squares;
  const double most_negative =
      std::min({1 + rank_one_rate_ / rank_mu_rate_, 1 + 2 * negative_mass / (mass + 2),
                (1 - rank_one_rate_ - rank_mu_rate_) / (n * rank_mu_rate_)});
  for (std::size_t i = 0; i < samples_; ++i) {
    weights_[i] *= i < samples_ / 2 ? 1 / positive : most_negative / -negative;
  }
}

void Adaptation::decompose() {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance_);
  axes_ = solver.eigenvectors();
  deviations_ = solver.eigenvalues().cwiseMax(1e-300).cwiseSqrt();
}

double Adaptation::condition() const {
  const double ratio = deviations_.maxCoeff() / deviations_.minCoeff();
  return ratio * ratio;
}

Eigen::VectorXd Adaptation::sample(Random& random) const {
  Eigen::VectorXd z(mean_.size());
  for (double& value : z) value = random.normal();
  return axes_ * deviations_.cwiseProduct(z);
}

Eigen::VectorXd Adaptation::whiten(const Eigen::VectorXd& y) const {
  return axes_ * (axes_.transpose() * y).cwiseQuotient(deviations_);
}

void Adaptation::update(const std::vector<Eigen::VectorXd>& ranked) {
  const auto n = static_cast<double>(mean_.size());
  ++generations_;
  Eigen::VectorXd step = Eigen::VectorXd::Zero(mean_.size());
  for (std::size_t i = 0; i < samples_ / 2; ++i) step += weights_[i] * ranked[i];
  mean_ += step_size_ * step;

  // Step size control.
  const double expected_length = std::sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  step_path_ = (1 - step_path_rate_) * step_path_ +
               std::sqrt(step_path_rate_ * (2 - step_path_rate_) * selection_mass_) * whiten(step);
  const double length = step_path_.norm();
  step_size_ *=
      std::exp(std::min(1.0, step_path_rate_ / step_damping_ * (length / expected_length - 1)));

  // Covariance adaptation; the path stalls while the step size grows fast.
  const double settled =
      std::sqrt(1 - std::pow(1 - step_path_rate_, 2 * static_cast<double>(generations_ + 1)));
  const bool stalled = length / settled >= (1.4 + 2 / (n + 1)) * expected_length;
  path_ *= 1 - path_rate_;
  if (!stalled) path_ += std::sqrt(path_rate_ * (2 - path_rate_) * selection_mass_) * step;
  double sum = 0;
  for (const double weight : weights_) sum += weight;
  const double made_up = stalled ? path_rate_ * (2 - path_rate_) : 0;
  covariance_ *= 1 + rank_one_rate_ * made_up - rank_one_rate_ - rank_mu_rate_ * sum;
  covariance_ += rank_one_rate_ * path_ * path_.transpose();
  for (std::size_t i = 0; i < samples_; ++i) {
    double weight = weights_[i];
    if (weight < 0) weight *= n / std::max(whiten(ranked[i]).squaredNorm(), 1e-12 * n);
    covariance_ += rank_mu_rate_ * weight * ranked[i] * ranked[i].transpose();
  }
  decompose();
}

void Adaptation::save(Writer& out) const {
  out.real(step_size_);
  out.u64(generations_);
  for (const double value : mean_) out.real(value);
  for (const double value : path_) out.real(value);
  for (const double value : step_path_) out.real(value);
  for (const double value : covariance_.reshaped()) out.real(value);
}

void Adaptation::load(Reader& in) {
  step_size_ = in.real();
  generations_ = in.u64();
  for (double& value : mean_) value = in.real();
  for (double& value : path_) value = in.real();
  for (double& value : step_path_) value = in.real();
  for (double& value : covariance_.reshaped()) value = in.real();
  if (!(step_size_ > 0) || !covariance_.allFinite()) {
    throw Rejected("the state has no valid distribution");
  }
  decompose();
}

}  // namespace archgym::agents
