// What evaluates design points, one call after the other.
#pragma once

#include <cstddef>
#include <span>

#include "base/result.hpp"
#include "evaluate/batch.hpp"

namespace archgym::host {

// Told by an evaluator about its work, on the thread that called evaluate().
class EvaluationObserver {
 public:
  virtual ~EvaluationObserver() = default;

  // The outcome and the metrics of this row are final. Rows settle in any order. An error ends the
  // evaluation: no further rows are begun, and evaluate() returns it.
  virtual Result<void> settled(std::size_t row) = 0;

  // Asked again and again; false: begin no further rows.
  virtual bool proceed() = 0;
};

class Evaluator {
 public:
  virtual ~Evaluator() = default;

  // Evaluate the rows of the batch whose indices are given: fills their metrics and outcomes. A
  // failed evaluation is an outcome; an error means that no further evaluation is possible.
  // Rows that were not begun, or were given up because the run was asked to stop, end as
  // `cancelled`; every other row is reported to the observer once.
  virtual Result<void> evaluate(Batch& batch, std::span<const std::size_t> rows,
                                EvaluationObserver& observer) = 0;
};

}  // namespace archgym::host
