// Covariance matrix adaptation: a normal distribution that learns from rankings of its samples.
// Names and formulas are those of Hansen: The CMA evolution strategy: a tutorial, arXiv:1604.00772
// (figure 6), with its default parameters, negative weights included.
//
// One thing differs: the Cholesky factor of the covariance takes the place of its symmetric root
// (Suttorp, Hansen, Igel: Efficient covariance matrix update for variable metric evolution
// strategies, Machine Learning 75, 2009; Krause, Arbones, Igel: CMA-ES with optimal covariance
// update and storage complexity, NIPS 2016). Samples have the same distribution, and a generation
// costs n^3 / 3 operations where an eigendecomposition would cost some 9 n^3. The tutorial saves
// those by decomposing only every 1 / (10 n (c_1 + c_mu)) generations, but with its default
// parameters that is each of them below ninety dimensions.
#pragma once

#include <archgym/random.hpp>
#include <archgym/state.hpp>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cstddef>
#include <cstdint>

namespace archgym::agents {

class Adaptation {
 public:
  // At least one dimension and two samples a generation.
  Adaptation(Eigen::VectorXd mean, double step_size, std::size_t samples);

  // The default size of a generation: 4 + 3 log(dimension).
  static std::size_t default_samples(std::size_t dimension);

  std::size_t samples() const { return samples_; }
  const Eigen::VectorXd& mean() const { return mean_; }
  void set_mean(Eigen::Index coordinate, double value) { mean_[coordinate] = value; }
  double step_size() const { return step_size_; }
  const Eigen::MatrixXd& covariance() const { return covariance_; }

  // y ~ N(0, covariance); the sample is mean + step size * y. `y` has as many elements as the mean.
  void sample(Random& random, Eigen::Ref<Eigen::VectorXd> y) const;

  // One generation: the y of all samples as columns, best first.
  void update(const Eigen::MatrixXd& ranked);

  // Largest standard deviation of a coordinate of the samples.
  double largest_deviation() const;
  // Estimate of the covariance's condition number in the 1-norm, at most n times that in the 2-norm
  // (Higham, ACM Trans. Math. Softw. 14(4), 1988); infinity when it is not positive definite any
  // more.
  double condition() const;

  void save(Writer& out) const;
  void load(Reader& in);  // into one of the same dimension and samples

 private:
  void set_weights();
  void factorise();
  Eigen::VectorXd bounded_weights(const Eigen::MatrixXd& ranked) const;

  std::size_t samples_;
  Eigen::VectorXd weights_;  // of the ranked samples
  double selection_mass_;    // mu_eff
  double path_rate_;         // c_c
  double step_path_rate_;    // c_sigma
  double step_damping_;      // d_sigma
  double rank_one_rate_;     // c_1
  double rank_mu_rate_;      // c_mu

  Eigen::VectorXd mean_;
  double step_size_;  // sigma
  Eigen::MatrixXd covariance_;
  Eigen::VectorXd path_;       // p_c
  Eigen::VectorXd step_path_;  // p_sigma
  std::uint64_t generations_ = 0;

  Eigen::LLT<Eigen::MatrixXd> factor_;  // of the covariance
};

}  // namespace archgym::agents
