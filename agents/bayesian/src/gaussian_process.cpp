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

Posterior GaussianProcess::predict(const Rows& rows) const {
  Eigen::MatrixXd cross = kernel_.covariance(rows_, matrix_of(rows));
  factor_.triangularView<Eigen::Lower>().solveInPlace(cross);
  const Eigen::VectorXd mean = cross.transpose() * whitened_;
  const Eigen::ArrayXd explained = cross.colwise().squaredNorm().transpose().array();
  const double floor = k_smallest_variance * kernel_.signal();
  const Eigen::ArrayXd deviation = (kernel_.signal() - explained).max(floor).sqrt();
  return {{mean.begin(), mean.end()}, {deviation.begin(), deviation.end()}};
}

void GaussianProcess::append(const Rows& row, double target) {
  const Eigen::MatrixXd design = matrix_of(row);
  Eigen::VectorXd cross = kernel_.covariance(rows_, design);
  // Eigen frees it. NOLINTNEXTLINE(clang-analyzer-unix.Malloc)
  factor_.triangularView<Eigen::Lower>().solveInPlace(cross);
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
  whitened_[n] = (target - cross.dot(whitened_.head(n))) / pivot;
}

}  // namespace archgym::agents
