// What the Gaussian processes are trained on instead of the raw results: values of about unit size
// in which no outlier, infinity or long tail hides the rest.
#pragma once

#include <archgym/random.hpp>
#include <cstddef>
#include <vector>

#include "common/outcome.hpp"

namespace archgym::agents {

// The standard normal quantiles of the ranks; equal values get the mean of their ranks. Keeps the
// order and magnifies the differences among the best (Gaussian copula; Eriksson, Poloczek: Scalable
// constrained Bayesian optimization, AISTATS 2021).
std::vector<double> normal_scores(const std::vector<double>& values);

// Values of a constraint around its bound, which is where they matter: sign(c) log(1 + |c| / scale)
// (bilog; same paper) with the median of |c| as scale, shifted and scaled to zero mean and unit
// variance. The bound itself, 0, becomes `bound`.
struct ConstraintTargets {
  std::vector<double> values;
  double bound;
};
ConstraintTargets constraint_targets(std::vector<double> values);

// Several objectives as one: the augmented Chebyshev function of ParEGO (Knowles, IEEE Trans. Evol.
// Comp. 10(1), 2006) with these weights, of the objectives' normal scores, scaled so that the
// outcomes that are not dominated span [0, 1]. One objective is returned as it is. No outcome may
// be a failed one.
std::vector<double> scalarised(const std::vector<const Outcome*>& outcomes,
                               const std::vector<double>& weights);

// Uniform among the positive weights with sum 1.
std::vector<double> random_weights(std::size_t objectives, Random& random);

}  // namespace archgym::agents
