// What is believed about designs that have not been evaluated, and how promising they are.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "gaussian_process.hpp"
#include "kernel.hpp"
#include "observations.hpp"

namespace archgym::agents {

// The kernels' hyperparameters: of the objective, of each constraint, of failure.
using SurrogateKernels = std::vector<KernelParameters>;

// The observations that a surrogate is trained on, and their objectives as one (see scalarised()).
struct TrainingData {
  std::vector<std::size_t> succeeded;  // at least one
  std::vector<std::size_t> failed;
  std::vector<double> objective;  // of those that succeeded
};

// Greater is better: what is predicted to fail comes after everything else. The product of
// improvement and probability alone would go there as soon as no improvement is left elsewhere,
// since the improvement falls without limit and the probability does not.
struct Promise {
  bool succeeds;
  double log_value;

  friend bool operator>(const Promise& a, const Promise& b) {
    return a.succeeds != b.succeeds ? a.succeeds : a.log_value > b.log_value;
  }
};

class Surrogate {
 public:
  Surrogate(const Features& features, const Observations& observations, const TrainingData& data,
            const SurrogateKernels& kernels);

  // The kernels that fit the data best, found from `start`; bounded cost whatever the data.
  static SurrogateKernels fit(const Features& features, const Observations& observations,
                              const TrainingData& data, const SurrogateKernels& start);

  // The logarithm of the expected improvement over the best feasible observation (Jones, Schonlau,
  // Welch, J. Global Optimization 13, 1998) times the probability that the design succeeds and
  // meets all constraints (Schonlau, Welch, Jones 1998; Gardner et al., ICML 2014). As long as no
  // observation is feasible, of the probability alone (Gelbart, Snoek, Adams, UAI 2014).
  std::vector<Promise> promise(const Rows& designs) const;

  // Designs whose promise is wanted again after each design that is believed, which costs little
  // then; they take the place of those before.
  void watch(const Rows& designs);
  std::vector<Promise> promise_of_watched() const;

  // Takes the mean for the result of a design that is being evaluated (Kriging believer;
  // Ginsbourger, Le Riche, Carraro 2010).
  void believe(const Rows& design);

 private:
  using Predict = std::function<Posterior(const GaussianProcess&)>;
  std::vector<Promise> promise_of(std::size_t designs, const Predict& predict) const;

  struct Limit {  // the probability that a process stays below a bound
    GaussianProcess process;
    double bound;
    double spread;  // standard deviation of the bound; 0 for constraints
  };

  GaussianProcess objective_;
  std::optional<double> best_;  // target of the best feasible observation
  std::vector<Limit> limits_;
  std::size_t watched_ = 0;  // how many designs
};

}  // namespace archgym::agents
