// Design points and their results, as arrays: one allocation serves a whole run.
#pragma once

#include <archgym/value.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "store/evaluation_status.hpp"

namespace archgym::host {

// How one evaluation ended. Times are those of the simulator alone; cached results cost none.
struct Outcome {
  EvaluationStatus status = EvaluationStatus::failed;
  bool cached = false;
  bool transient = false;  // a failure that another attempt may not have
  bool refused = false;    // the plugin cannot use the workload file, whatever the design
  double wall_seconds = 0;
  double cpu_seconds = 0;
  std::string reason;  // empty unless something is to be said
  std::string info;    // JSON detail from the plugin, such as which simulator ran; may be empty
};

class Batch {
 public:
  Batch(std::size_t parameters, std::size_t metrics) : parameters_(parameters), metrics_(metrics) {}

  // Make room for `rows` rows; their content is unspecified.
  void resize(std::size_t rows) {
    points_.resize(rows * parameters_);
    values_.resize(rows * metrics_);
    outcomes_.resize(rows);
  }

  std::size_t size() const { return outcomes_.size(); }
  std::size_t parameters() const { return parameters_; }
  std::span<ag_value> point(std::size_t row) {
    return {points_.data() + row * parameters_, parameters_};
  }
  std::span<double> metrics(std::size_t row) { return {values_.data() + row * metrics_, metrics_}; }
  Outcome& outcome(std::size_t row) { return outcomes_[row]; }

  // The row has no result because of `status`.
  void fail(std::size_t row, EvaluationStatus status, std::string reason) {
    std::ranges::fill(metrics(row), std::numeric_limits<double>::quiet_NaN());
    outcomes_[row] = Outcome{};
    outcomes_[row].status = status;
    outcomes_[row].reason = std::move(reason);
  }
  // The row was not evaluated because the run stops.
  void cancel(std::size_t row) { fail(row, EvaluationStatus::cancelled, "the run was stopped"); }

 private:
  std::size_t parameters_, metrics_;
  std::vector<ag_value> points_;
  std::vector<double> values_;
  std::vector<Outcome> outcomes_;
};

}  // namespace archgym::host
