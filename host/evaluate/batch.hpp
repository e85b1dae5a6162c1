// Design points and their results, as arrays: one allocation serves a whole run.
#pragma once

#include <archgym/value.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "store/evaluation_status.hpp"

namespace archgym::host {

// How one evaluation ended. Times are those of the simulator alone; cached results cost none.
struct Outcome {
  EvaluationStatus status = EvaluationStatus::failed;
  bool cached = false;
  double wall_seconds = 0;
  double cpu_seconds = 0;
  std::string reason;  // empty unless something is to be said
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
  std::span<ag_value> point(std::size_t row) {
    return {points_.data() + row * parameters_, parameters_};
  }
  std::span<double> metrics(std::size_t row) { return {values_.data() + row * metrics_, metrics_}; }
  Outcome& outcome(std::size_t row) { return outcomes_[row]; }

 private:
  std::size_t parameters_, metrics_;
  std::vector<ag_value> points_;
  std::vector<double> values_;
  std::vector<Outcome> outcomes_;
};

}  // namespace archgym::host
