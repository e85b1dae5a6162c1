// Gaussian process regression with a zero prior mean (Rasmussen, Williams: Gaussian processes for
// machine learning, 2006, algorithm 2.1).
#pragma once

#include <Eigen/Core>
#include <vector>

#include "kernel.hpp"

namespace archgym::agents {

// Per design, of the function without noise.
struct Posterior {
  std::vector<double> mean;
  std::vector<double> deviation;  // standard deviation, > 0
};

class GaussianProcess {
 public:
  // One target per row; at least one row. O(n^3).
  GaussianProcess(Kernel kernel, const Rows& rows, const std::vector<double>& targets);

  Posterior predict(const Rows& rows) const;  // O(n^2) per row

  // Designs whose posterior is wanted again and again while observations are believed; they take
  // the place of those before.
  void watch(const Rows& rows);
  Posterior watched() const;

  // One more observation, whose target is the mean there: it leaves all means as they are and makes
  // deviations smaller. A new row of the Cholesky factor: O(n^2), and O(n) per design watched.
  void believe(const Rows& row);

 private:
  Eigen::MatrixXd whitened_covariance(const Eigen::MatrixXd& designs) const;
  Posterior posterior(const Eigen::VectorXd& mean, const Eigen::VectorXd& explained) const;

  Kernel kernel_;
  Eigen::MatrixXd rows_;
  Eigen::MatrixXd factor_;    // lower Cholesky factor of the covariance with noise
  Eigen::VectorXd whitened_;  // factor^-1 targets

  struct Watched {
    Eigen::MatrixXd designs;
    Eigen::MatrixXd cross;  // (factor^-1 covariance(observations, designs))^T
    Eigen::VectorXd mean;
    Eigen::VectorXd explained;  // variance that the observations take away
  } watched_;
};

}  // namespace archgym::agents
