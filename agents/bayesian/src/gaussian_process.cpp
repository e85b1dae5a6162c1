#include "gaussian_process.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <utility>

namespace archgym::agents {
namespace {

// Variances below this share of the prior's are rounding errors.
constexpr double k_smallest_variance = 1e-10;

// Rounding can make a matrix of very similar designs indefinite; noise mends it.
Eigen::MatrixXd cholesky(const Eigen::MatrixXd& covariance, double signal, double noise) {
  for (;; noise = std::max(10 * noise, 1e-10 * signal)) {
    Eigen::MatrixXd noisy = covariance;
    noisy.diagonal().array() += noise;
    const Eigen::LLT<Eigen::MatrixXd> factorisation(noisy);
    if (factorisation.info() == Eigen::Success || noise > signal) return factorisation.matrixL();
  }
}

}  // namespace

GaussianProcess::GaussianProcess(Kernel kernel, const Rows& rows,
                                 const std::vector<double>& targets)
    : kernel_(std::move(kernel)),
      rows_(matrix_of(rows)),
      factor_(cholesky(kernel_.covariance(rows_, rows_), kernel_.signal(), kernel_.noise())),
      whitened_(Eigen::Map<const Eigen::VectorXd>(targets.data(),
                                                  static_cast<Eigen::Index>(targets.size()))) {
  factor_.triangularView<Eigen::Lower>().solveInPlace(whitened_);
}

// factor^-1 covariance(observations, designs)
Eigen::MatrixXd GaussianProcess::whitened_covariance(const Eigen::MatrixXd& designs) const {
  Eigen::MatrixXd cross = kernel_.covariance(rows_, designs);
  factor_.triangularView<Eigen::Lower>().solveInPlace(cross);
  return cross;
}

Posterior GaussianProcess::posterior(const Eigen::VectorXd& mean,
                                     const Eigen::VectorXd& explained) const {
  const double floor = k_smallest_variance * kernel_.signal();
  const Eigen::ArrayXd deviation = (kernel_.signal() - explained.array()).max(floor).sqrt();
  return {{mean.begin(), mean.end()}, {deviation.begin(), deviation.end()}};
}

Posterior GaussianProcess::predict(const Rows& rows) const {
  const Eigen::MatrixXd cross = whitened_covariance(matrix_of(rows));
  return posterior(cross.transpose() * whitened_, cross.colwise().squaredNorm().transpose());
}

void GaussianProcess::watch(const Rows& rows) {
  watched_.designs = matrix_of(rows);
  watched_.cross = whitened_covariance(watched_.designs).transpose();
  watched_.mean = watched_.cross * whitened_;
  watched_.explained = watched_.cross.rowwise().squaredNorm();
}

Posterior GaussianProcess::watched() const {
  return posterior(watched_.mean, watched_.explained);
}

void GaussianProcess::believe(const Rows& row) {
  const Eigen::MatrixXd design = matrix_of(row);
  const Eigen::VectorXd cross = whitened_covariance(design);
  const Eigen::Index n = rows_.rows();
  const double rest = kernel_.signal() + kernel_.noise() - cross.squaredNorm();
  const double pivot = std::sqrt(std::max(rest, k_smallest_variance * kernel_.signal()));

  rows_.conservativeResize(n + 1, Eigen::NoChange);
  rows_.row(n) = design;
  factor_.conservativeResize(n + 1, n + 1);
  factor_.col(n).setZero();
  factor_.row(n).head(n) = cross.transpose();
  factor_(n, n) = pivot;
  whitened_.conservativeResize(n + 1);
  whitened_[n] = 0;  // (mean - cross^T whitened) / pivot

  if (watched_.designs.rows() == 0) return;
  const Eigen::VectorXd next =
      (kernel_.covariance(watched_.designs, design) - watched_.cross * cross) / pivot;
  watched_.cross.conservativeResize(Eigen::NoChange, n + 1);
  watched_.cross.col(n) = next;
  watched_.explained += next.cwiseAbs2();
}

}  // namespace archgym::agents
