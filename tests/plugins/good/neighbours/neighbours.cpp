// A model for the tests: the mean of the nearest rows that it was fitted to, and their spread.
#include <archgym/archgym.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace {

enum Hyperparameter : std::size_t { neighbours };

class Neighbours {
 public:
  explicit Neighbours(const archgym::ModelSetup& setup)
      : outputs_(setup.outputs()),
        neighbours_(static_cast<std::size_t>(setup.hyperparameters().integer(neighbours))) {}

  void fit(archgym::Matrix<const double> x, archgym::Matrix<const double> y, archgym::Call&) {
    rows_.clear();
    for (std::size_t row = 0; row < x.rows(); ++row) {
      rows_.push_back({{x[row].begin(), x[row].end()}, {y[row].begin(), y[row].end()}});
    }
  }

  void predict(archgym::Matrix<const double> x, archgym::Matrix<double> mean,
               archgym::Matrix<double> stddev, archgym::Call&) {
    if (rows_.empty()) throw archgym::InvalidArgument("predict() before fit()");
    for (std::size_t row = 0; row < x.rows(); ++row) {
      const auto near = nearest(x[row]);
      for (std::size_t k = 0; k < outputs_; ++k) {
        double sum = 0;
        double squares = 0;
        for (const auto& [distance, index] : near) {
          sum += rows_[index].y[k];
          squares += rows_[index].y[k] * rows_[index].y[k];
        }
        const auto count = static_cast<double>(near.size());
        mean[row][k] = sum / count;
        const double variance = squares / count - sum * sum / count / count;
        if (!stddev.empty()) stddev[row][k] = std::sqrt(std::max(0.0, variance));
      }
    }
  }

  void save(archgym::Writer& out) const {
    out.begin("neighbours", 1);
    out.u64(rows_.size());
    for (const Row& row : rows_) {
      write(out, row.x);
      write(out, row.y);
    }
  }

  void load(archgym::Reader& in) {
    in.begin("neighbours", 1);
    rows_.resize(in.u64());
    for (Row& row : rows_) {
      row.x = read(in);
      row.y = read(in);
    }
  }

 private:
  struct Row {
    std::vector<double> x, y;
  };
  using Near = std::vector<std::pair<double, std::size_t>>;  // distance, row

  static void write(archgym::Writer& out, const std::vector<double>& numbers) {
    out.u64(numbers.size());
    for (const double number : numbers) out.real(number);
  }
  static std::vector<double> read(archgym::Reader& in) {
    std::vector<double> numbers(in.u64());
    for (double& number : numbers) number = in.real();
    return numbers;
  }

  // Inactive parameters are NaN, and as far from any value as 1 is from 0.
  static double difference(double a, double b) {
    if (std::isnan(a) && std::isnan(b)) return 0;
    return std::isnan(a) || std::isnan(b) ? 1 : a - b;
  }

  template <class X>
  Near nearest(const X& x) const {
    Near near;
    for (std::size_t index = 0; index < rows_.size(); ++index) {
      double sum = 0;
      for (std::size_t k = 0; k < rows_[index].x.size(); ++k) {
        const double d = difference(rows_[index].x[k], x[k]);
        sum += d * d;
      }
      near.emplace_back(sum, index);
    }
    const std::size_t count = std::min(neighbours_, near.size());
    std::partial_sort(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(count), near.end());
    near.resize(count);
    return near;
  }

  std::size_t outputs_;
  std::size_t neighbours_;
  std::vector<Row> rows_;
};

}  // namespace

ARCHGYM_MODEL(Neighbours)
