#include "adaptation.hpp"

#include <algorithm>
#include <archgym/portable.hpp>
#include <cmath>
#include <limits>
#include <utility>

#include "common/portable_eigen.hpp"

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
  factorise();
}

std::size_t Adaptation::default_samples(std::size_t dimension) {
  return 4 + static_cast<std::size_t>(3 * portable::log(static_cast<double>(dimension)));
}

// Equations 49 to 58 of the tutorial.
void Adaptation::set_weights() {
  const auto n = static_cast<double>(mean_.size());
  const auto lambda = static_cast<double>(samples_);
  weights_.resize(static_cast<Eigen::Index>(samples_));
  for (Eigen::Index i = 0; i < weights_.size(); ++i) {
    weights_[i] = portable::log((lambda + 1) / 2) - portable::log(static_cast<double>(i + 1));
  }
  const Eigen::Index parents = weights_.size() / 2;
  auto first = weights_.head(parents);
  auto last = weights_.tail(weights_.size() - parents);
  selection_mass_ = first.sum() * first.sum() / first.squaredNorm();
  const double mass = selection_mass_;
  path_rate_ = (4 + mass / n) / (n + 4 + 2 * mass / n);
  step_path_rate_ = (mass + 2) / (n + mass + 5);
  step_damping_ = 1 + 2 * std::max(0.0, std::sqrt((mass - 1) / (n + 1)) - 1) + step_path_rate_;
  rank_one_rate_ = 2 / ((n + 1.3) * (n + 1.3) + mass);
  rank_mu_rate_ =
      std::min(1 - rank_one_rate_, 2 * (0.25 + mass + 1 / mass - 2) / ((n + 2) * (n + 2) + mass));

  const double negative_mass = last.sum() * last.sum() / last.squaredNorm();
  const double most_negative =
      std::min({1 + rank_one_rate_ / rank_mu_rate_, 1 + 2 * negative_mass / (mass + 2),
                (1 - rank_one_rate_ - rank_mu_rate_) / (n * rank_mu_rate_)});
  first /= first.sum();
  last *= most_negative / -last.sum();
}

void Adaptation::factorise() {
  factor_.compute(covariance_);
}

double Adaptation::largest_deviation() const {
  return step_size_ * std::sqrt(covariance_.diagonal().maxCoeff());
}

double Adaptation::condition() const {
  if (factor_.info() != Eigen::Success) return std::numeric_limits<double>::infinity();
  return 1 / factor_.rcond();
}

void Adaptation::sample(Random& random, Eigen::Ref<Eigen::VectorXd> y) const {
  for (double& value : y) value = random.normal();
  y = factor_.matrixL() * y;
}

void Adaptation::update(const Eigen::MatrixXd& ranked) {
  const auto n = static_cast<double>(mean_.size());
  ++generations_;
  const Eigen::Index parents = weights_.size() / 2;
  const Eigen::VectorXd step = ranked.leftCols(parents) * weights_.head(parents);
  mean_ += step_size_ * step;

  // Step size control.
  const double expected_length = std::sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  step_path_ *= 1 - step_path_rate_;
  step_path_ += std::sqrt(step_path_rate_ * (2 - step_path_rate_) * selection_mass_) *
                factor_.matrixL().solve(step);
  const double length = step_path_.norm();
  step_size_ *= portable::exp(
      std::min(1.0, step_path_rate_ / step_damping_ * (length / expected_length - 1)));

  // Covariance adaptation; the path stalls while the step size grows fast. The exponent 2 (g + 1)
  // of figure 6 counts the generations before this one, generations_ this one, too.
  const double settled =
      std::sqrt(1 - portable::pow(1 - step_path_rate_, 2 * static_cast<double>(generations_)));
  const bool stalled = length / settled >= (1.4 + 2 / (n + 1)) * expected_length;
  path_ *= 1 - path_rate_;
  if (!stalled) path_ += std::sqrt(path_rate_ * (2 - path_rate_) * selection_mass_) * step;
  const double made_up = stalled ? path_rate_ * (2 - path_rate_) : 0;
  covariance_ *= 1 + rank_one_rate_ * made_up - rank_one_rate_ - rank_mu_rate_ * weights_.sum();
  covariance_ += rank_one_rate_ * path_ * path_.transpose();
  covariance_ +=
      ranked * (rank_mu_rate_ * bounded_weights(ranked)).asDiagonal() * ranked.transpose();
  factorise();
}

// Negative weights of long steps are made smaller, so that the covariance stays positive definite
// (equation 46).
Eigen::VectorXd Adaptation::bounded_weights(const Eigen::MatrixXd& ranked) const {
  const Eigen::Index rest = weights_.size() - weights_.size() / 2;
  const auto n = static_cast<double>(mean_.size());
  const Eigen::MatrixXd whitened = factor_.matrixL().solve(ranked.rightCols(rest));
  const Eigen::ArrayXd lengths = whitened.colwise().squaredNorm().transpose().array();
  Eigen::VectorXd weights = weights_;
  auto last = weights.tail(rest).array();
  last = (last < 0).select(last * n / lengths.max(1e-12 * n), last);
  return weights;
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
  factorise();
  if (!(step_size_ > 0) || !covariance_.allFinite() || factor_.info() != Eigen::Success) {
    throw Rejected("the state has no valid distribution");
  }
}

}  // namespace archgym::agents
