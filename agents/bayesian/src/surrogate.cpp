#include "surrogate.hpp"

#include <algorithm>
#include <archgym/portable.hpp>
#include <cmath>
#include <utility>

#include "common/normal.hpp"
#include "marginal_likelihood.hpp"
#include "targets.hpp"

namespace archgym::agents {
namespace {

// Observations that hyperparameters are fitted to; the likelihood costs the cube of it.
constexpr std::size_t k_fitted = 100;
constexpr int k_evaluations = 20;

// Standard deviation of where failures begin, in units of the distance of a label from there.
constexpr double k_border_spread = 1.0 / 3;

// One Gaussian process's data.
struct Training {
  Rows rows;
  std::vector<double> targets;
  double bound = 0;
  double spread = 0;  // standard deviation of the bound; 0 for constraints
};

Training constraint_training(const Observations& observations, const TrainingData& data,
                             std::size_t k) {
  std::vector<double> values;
  for (const std::size_t i : data.succeeded)
    values.push_back(observations.outcome(i).constraints[k]);
  ConstraintTargets targets = constraint_targets(std::move(values));
  return {observations.rows(data.succeeded), std::move(targets.values), targets.bound, 0};
}

// +1 for failed designs, -1 for others, as if it were a constraint: least-squares classification
// (Rasmussen, Williams 2006, section 6.5). A label says on which side of the border a design is and
// not how far from it, so between the labels the border is uncertain, however dense they are.
Training failure_training(const Observations& observations, const TrainingData& data) {
  std::vector<std::size_t> all = data.succeeded;
  all.insert(all.end(), data.failed.begin(), data.failed.end());
  std::vector<double> values(data.succeeded.size(), -1);
  values.resize(all.size(), 1);
  ConstraintTargets targets = constraint_targets(std::move(values));
  const double to_border = targets.bound - targets.values.front();
  return {observations.rows(all), std::move(targets.values), targets.bound,
          k_border_spread * to_border};
}

// At most k_fitted of the rows, evenly spread.
Training thinned(const Training& training) {
  const std::size_t count = training.targets.size();
  if (count <= k_fitted) return training;
  Training thin{{training.rows.columns, {}}, {}, training.bound, training.spread};
  for (std::size_t k = 0; k < k_fitted; ++k) {
    const std::size_t i = k * count / k_fitted;
    const double* row = training.rows.row(i);
    thin.rows.values.insert(thin.rows.values.end(), row, row + training.rows.columns);
    thin.targets.push_back(training.targets[i]);
  }
  return thin;
}

KernelParameters refitted(const Features& features, const Training& training,
                          const KernelParameters& start) {
  const Training thin = thinned(training);
  const bool few = training.targets.size() <= k_fitted;
  return fit_kernel(features.list(), thin.rows, thin.targets, start, few, k_evaluations);
}

}  // namespace

Surrogate::Surrogate(const Features& features, const Observations& observations,
                     const TrainingData& data, const SurrogateKernels& kernels)
    : objective_(Kernel(features.list(), kernels.front()), observations.rows(data.succeeded),
                 normal_scores(data.objective)) {
  const std::vector<double> scores = normal_scores(data.objective);
  for (std::size_t k = 0; k < scores.size(); ++k) {
    if (observations.outcome(data.succeeded[k]).violation() > 0) continue;
    best_ = std::min(best_.value_or(scores[k]), scores[k]);
  }
  const auto add_limit = [&](const Training& training, const KernelParameters& kernel) {
    limits_.push_back({{Kernel(features.list(), kernel), training.rows, training.targets},
                       training.bound,
                       training.spread});
  };
  for (std::size_t k = 0; k + 2 < kernels.size(); ++k) {
    add_limit(constraint_training(observations, data, k), kernels[k + 1]);
  }
  if (data.failed.empty()) return;
  add_limit(failure_training(observations, data), kernels.back());
  // Nothing better than the mean is to be found where there is no result at all.
  for (const std::size_t i : data.failed) objective_.believe(observations.rows({i}));
}

SurrogateKernels Surrogate::fit(const Features& features, const Observations& observations,
                                const TrainingData& data, const SurrogateKernels& start) {
  SurrogateKernels kernels = start;
  const Training objective{observations.rows(data.succeeded), normal_scores(data.objective), 0, 0};
  kernels.front() = refitted(features, objective, start.front());
  for (std::size_t k = 0; k + 2 < kernels.size(); ++k) {
    kernels[k + 1] = refitted(features, constraint_training(observations, data, k), start[k + 1]);
  }
  if (!data.failed.empty()) {
    kernels.back() = refitted(features, failure_training(observations, data), start.back());
  }
  return kernels;
}

std::vector<Promise> Surrogate::promise(const Rows& designs) const {
  return promise_of(designs.count(),
                    [&](const GaussianProcess& process) { return process.predict(designs); });
}

void Surrogate::watch(const Rows& designs) {
  watched_ = designs.count();
  if (best_) objective_.watch(designs);
  for (Limit& limit : limits_) limit.process.watch(designs);
}

std::vector<Promise> Surrogate::promise_of_watched() const {
  return promise_of(watched_, [](const GaussianProcess& process) { return process.watched(); });
}

std::vector<Promise> Surrogate::promise_of(std::size_t designs, const Predict& predict) const {
  std::vector<Promise> promise(designs, {true, 0});
  if (best_) {
    const Posterior posterior = predict(objective_);
    for (std::size_t i = 0; i < designs; ++i) {
      const double deviation = posterior.deviation[i];
      promise[i].log_value =
          portable::log(deviation) + log_expected_excess((*best_ - posterior.mean[i]) / deviation);
    }
  }
  for (const Limit& limit : limits_) {
    const Posterior posterior = predict(limit.process);
    for (std::size_t i = 0; i < designs; ++i) {
      const double room = limit.bound - posterior.mean[i];
      // A constraint's process knows how far away its bound is, and its probability is enough.
      if (limit.spread > 0) promise[i].succeeds = room >= 0;
      const double deviation = posterior.deviation[i];
      promise[i].log_value += log_normal_probability(
          room / std::sqrt(deviation * deviation + limit.spread * limit.spread));
    }
  }
  return promise;
}

void Surrogate::believe(const Rows& design) {
  objective_.believe(design);
  for (Limit& limit : limits_) limit.process.believe(design);
}

}  // namespace archgym::agents
