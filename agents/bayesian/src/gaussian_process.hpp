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

  // One more observation, by a new row of the Cholesky factor: O(n^2).
  void append(const Rows& row, double target);

 private:
  Kernel kernel_;
  Eigen::MatrixXd rows_;
  Eigen::MatrixXd factor_;    // lower Cholesky factor of the covariance with noise
  Eigen::VectorXd whitened_;  // factor^-1 targets
};

}  // namespace archgym::agents
