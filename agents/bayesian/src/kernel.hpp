// Covariance of designs in a mixed space: a product of kernels, one scale for each parameter
// (automatic relevance determination).
//
//   k(a, b) = s^2 m(r) exp(-sum_p w_p d_p),   r^2 = sum_p q_p / l_p^2
//
//   numbers        q_p = squared distance in the unit interval, and
//                  m(r) = (1 + sqrt(5) r + 5 r^2 / 3) exp(-sqrt(5) r): Matern 5/2 (Rasmussen,
//                  Williams: Gaussian processes for machine learning, 2006, eq. 4.17)
//   categories     d_p = 1 when they differ (exponential Hamming kernel; Wan et al., ICML 2021)
//   permutations   d_p = share of the pairs of items that are in another order (Mallows kernel on
//                  Kendall's distance; Jiao, Vert: The Kendall and Mallows kernels for
//                  permutations, ICML 2015)
//
// An inactive number is a point beside the interval, at 1/2 from its middle; an inactive category
// is a category of its own; an inactive permutation is the centre of all permutations. So distances
// stay Euclidean and the kernel positive definite.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "features.hpp"

namespace archgym::agents {

// Logarithms, so that a search among them needs no positivity constraint.
struct KernelParameters {
  double log_signal = 0;       // of s^2
  double log_noise = 0;        // of the variance of independent noise on an observation
  std::vector<double> scales;  // per feature: of l_p for numbers, of w_p for others
};

class Kernel {
 public:
  Kernel(std::vector<Feature> features, KernelParameters parameters);

  const KernelParameters& parameters() const { return parameters_; }
  double signal() const { return signal_; }  // s^2 = k(a, a)
  double noise() const { return noise_; }

  // n x m, without noise, of the columns' designs: features x n and features x m, one design per
  // row.
  Eigen::MatrixXd covariance(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) const;

  // Of all rows to one of them, r^2 plus the exponent of the other features: designs at a small
  // distance are much alike.
  std::vector<double> distances(const Rows& rows, std::size_t to) const;

 private:
  std::vector<Feature> features_;
  KernelParameters parameters_;
  double signal_;
  double noise_;
  std::vector<double> rates_;  // 1 / l_p^2 or w_p
};

// Rows as a matrix, one design per row.
Eigen::MatrixXd matrix_of(const Rows& rows);

// q_p or d_p of every row of `a` and the design `b`, added to `sum` with a weight.
void add_distance(const Feature& feature, const Eigen::MatrixXd& a, const Eigen::RowVectorXd& b,
                  double weight, Eigen::VectorXd& sum);

// m(r) as a function of r^2, and minus twice its derivative by r^2.
Eigen::ArrayXd matern(const Eigen::ArrayXd& squared_distance);
Eigen::ArrayXd matern_slope(const Eigen::ArrayXd& squared_distance);

}  // namespace archgym::agents
