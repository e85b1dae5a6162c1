// Covariance matrix adaptation: a normal distribution that learns from rankings of its samples.
// Names and formulas are those of Hansen: The CMA evolution strategy: a tutorial, arXiv:1604.00772
// (figure 6), with its default parameters, negative weights included.
#pragma once

#include <archgym/random.hpp>
#include <archgym/state.hpp>

#include <Eigen/Core>
#include <vector>

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

  // y ~ N(0, covariance); the sample is mean + step size * y.
  Eigen::VectorXd sample(Random& random) const;

  // One generation: the y of all samples, best first.
  void update(const std::vector<Eigen::VectorXd>& ranked);

  // Longest standard deviation of the samples, and the covariance's condition number.
  double longest_axis() const { return step_size_ * deviations_.maxCoeff(); }
  double condition() const;

  void save(Writer& out) const;
  void load(Reader& in);  // into one of the same dimension and samples

 private:
  void set_weights();
  void decompose();
  Eigen::VectorXd whiten(const Eigen::VectorXd& y) const;  // covariance^-1/2 y

  std::size_t samples_;
  std::vector<double> weights_;  // of the ranked samples
  double selection_mass_;        // mu_eff
  double path_rate_;             // c_c
  double step_path_rate_;        // c_sigma
  double step_damping_;          // d_sigma
  double rank_one_rate_;         // c_1
  double rank_mu_rate_;          // c_mu

  Eigen::VectorXd mean_;
  double step_size_;  // sigma
  Eigen::MatrixXd covariance_;
  Eigen::VectorXd path_;       // p_c
  Eigen::VectorXd step_path_;  // p_sigma
  std::uint64_t generations_ = 0;

  Eigen::MatrixXd axes_;        // B: eigenvectors of the covariance
  Eigen::VectorXd deviations_;  // D: square roots of its eigenvalues
};

}  // namespace archgym::agents
