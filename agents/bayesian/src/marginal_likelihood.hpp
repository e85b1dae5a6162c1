// Hyperparameters of a kernel from data.
#pragma once

#include <memory>
#include <vector>

#include "kernel.hpp"

namespace archgym::agents {

// The logarithm of the marginal likelihood (Rasmussen, Williams 2006, eq. 2.30) and its gradient
// (eq. 5.9) as a function of the logarithms of the hyperparameters, in the order signal, noise,
// scales.
class MarginalLikelihood {
 public:
  // One target per row.
  MarginalLikelihood(const std::vector<Feature>& features, const Rows& rows,
                     const std::vector<double>& targets);

  // -infinity with a zero gradient where the covariance is singular. O(n^3).
  double operator()(const std::vector<double>& parameters, std::vector<double>& gradient) const;

 private:
  std::vector<Feature> features_;
  std::vector<Eigen::MatrixXd> distances_;  // per feature, n x n
  Eigen::VectorXd targets_;
};

// What is assumed before there are data: targets of about unit variance that depend on each of the
// features a little, and hardly any noise.
KernelParameters prior_parameters(const std::vector<Feature>& features);

// Maximum of the marginal likelihood, weighted with broad log-normal priors around
// prior_parameters(), which keep hyperparameters that few data say nothing about where they are
// harmless. Climbs from `start` and, when `restart` is set, from the prior's centre, too; at most
// `evaluations` of the likelihood each.
KernelParameters fit_kernel(const std::vector<Feature>& features, const Rows& rows,
                            const std::vector<double>& targets, const KernelParameters& start,
                            bool restart, int evaluations);

}  // namespace archgym::agents
