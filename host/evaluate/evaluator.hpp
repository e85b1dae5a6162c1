// Where design points are evaluated.
#pragma once

#include <span>

#include "base/result.hpp"
#include "evaluate/batch.hpp"

namespace archgym::host {

class Evaluator {
 public:
  virtual ~Evaluator() = default;

  // How many rows one call takes at the most.
  virtual std::size_t capacity() const = 0;

  // Evaluate the rows of the batch whose indices are given: fills their metrics and outcomes. A
  // failed evaluation is an outcome; an error means that no further evaluation is possible.
  // Rows end as `cancelled` when the run was asked to stop.
  virtual Result<void> evaluate(Batch& batch, std::span<const std::size_t> rows) = 0;
};

}  // namespace archgym::host
