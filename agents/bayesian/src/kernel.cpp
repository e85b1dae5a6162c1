#include "kernel.hpp"

#include <archgym/portable.hpp>
#include <cmath>
#include <utility>

#include "common/portable_eigen.hpp"

namespace archgym::agents {
namespace {

const double k_sqrt_five = std::sqrt(5.0);

}  // namespace

Kernel::Kernel(std::vector<Feature> features, KernelParameters parameters)
    : features_(std::move(features)),
      parameters_(std::move(parameters)),
      signal_(portable::exp(parameters_.log_signal)),
      noise_(portable::exp(parameters_.log_noise)) {
  fix_eigen_blocking();
  for (std::size_t f = 0; f < features_.size(); ++f) {
    const double scale = parameters_.scales[f];
    rates_.push_back(
        portable::exp(features_[f].kind == Feature::Kind::number ? -2 * scale : scale));
  }
}

Eigen::MatrixXd Kernel::covariance(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) const {
  Eigen::MatrixXd result(a.rows(), b.rows());
  Eigen::VectorXd squared(a.rows());
  Eigen::VectorXd exponent(a.rows());
  for (Eigen::Index j = 0; j < b.rows(); ++j) {
    squared.setZero();
    exponent.setZero();
    const Eigen::RowVectorXd design = b.row(j);
    for (std::size_t f = 0; f < features_.size(); ++f) {
      const bool number = features_[f].kind == Feature::Kind::number;
      add_distance(features_[f], a, design, rates_[f], number ? squared : exponent);
    }
    result.col(j) = signal_ * matern(squared.array()) * portable_exp(-exponent.array());
  }
  return result;
}

std::vector<double> Kernel::distances(const Rows& rows, std::size_t to) const {
  const Eigen::MatrixXd designs = matrix_of(rows);
  const Eigen::RowVectorXd centre = designs.row(static_cast<Eigen::Index>(to));
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(designs.rows());
  for (std::size_t f = 0; f < features_.size(); ++f) {
    add_distance(features_[f], designs, centre, rates_[f], sum);
  }
  return {sum.begin(), sum.end()};
}

Eigen::MatrixXd matrix_of(const Rows& rows) {
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  return Eigen::Map<const RowMajor>(rows.values.data(), static_cast<Eigen::Index>(rows.count()),
                                    static_cast<Eigen::Index>(rows.columns));
}

void add_distance(const Feature& feature, const Eigen::MatrixXd& a, const Eigen::RowVectorXd& b,
                  double weight, Eigen::VectorXd& sum) {
  const auto column = static_cast<Eigen::Index>(feature.column);
  const auto columns = static_cast<Eigen::Index>(feature.columns);
  switch (feature.kind) {
    case Feature::Kind::number:
      for (Eigen::Index c = column; c < column + columns; ++c) {
        sum.array() += weight * (a.col(c).array() - b[c]).square();
      }
      break;
    case Feature::Kind::category:
      for (Eigen::Index i = 0; i < a.rows(); ++i) {
        sum[i] += a(i, column) == b[column] ? 0 : weight;
      }
      break;
    case Feature::Kind::permutation:
      for (Eigen::Index c = column; c < column + columns; ++c) {
        sum.array() +=
            weight / (4 * static_cast<double>(columns)) * (a.col(c).array() - b[c]).square();
      }
      break;
  }
}

Eigen::ArrayXd matern(const Eigen::ArrayXd& squared_distance) {
  const Eigen::ArrayXd x = k_sqrt_five * squared_distance.sqrt();
  return (1 + x + 5.0 / 3.0 * squared_distance) * portable_exp(-x);
}

Eigen::ArrayXd matern_slope(const Eigen::ArrayXd& squared_distance) {
  const Eigen::ArrayXd x = k_sqrt_five * squared_distance.sqrt();
  return 5.0 / 3.0 * (1 + x) * portable_exp(-x);
}

}  // namespace archgym::agents
