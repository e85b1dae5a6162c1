// Design points and their results, as arrays: one allocation serves a whole run.
#pragma once

#include <archgym/value.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "store/outcome.hpp"

namespace archgym::host {

// A design as a step of an episode.
struct EpisodeStep {
  std::uint64_t episode = 0;      // the trial that began it
  std::vector<ag_value> earlier;  // the designs of the steps before, one after the other
};

class Batch {
 public:
  Batch(std::size_t parameters, std::size_t metrics) : parameters_(parameters), metrics_(metrics) {}

  // Make room for `rows` rows; their content is unspecified.
  void resize(std::size_t rows) {
    points_.resize(rows * parameters_);
    values_.resize(rows * metrics_);
    steps_.resize(rows);
    outcomes_.resize(rows);
  }

  std::size_t size() const { return outcomes_.size(); }
  std::size_t parameters() const { return parameters_; }
  std::size_t metric_count() const { return metrics_; }
  std::span<ag_value> point(std::size_t row) {
    return {points_.data() + row * parameters_, parameters_};
  }
  std::span<double> metrics(std::size_t row) { return {values_.data() + row * metrics_, metrics_}; }
  // Nothing: the design stands for itself. Stays as it is until it is set.
  std::optional<EpisodeStep>& step(std::size_t row) { return steps_[row]; }
  // Steps that it may take to evaluate the row.
  std::size_t step_count(std::size_t row) const {
    return steps_[row] && parameters_ > 0 ? 1 + steps_[row]->earlier.size() / parameters_ : 1;
  }
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
  std::vector<std::optional<EpisodeStep>> steps_;
  std::vector<Outcome> outcomes_;
};

}  // namespace archgym::host
