// Rows of a batch under evaluation, to which others are added while they run.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "evaluate/evaluator.hpp"

namespace archgym::host {

// Belongs to one thread, which observers are called on. Rows that have been begun must stay as they
// are until they are reported, given up, or stop() has returned.
class Evaluations {
 public:
  virtual ~Evaluations() = default;

  // Evaluate these rows, too. The batch must be the one of all other rows that are not done.
  virtual void begin(Batch& batch, std::span<const std::size_t> rows) = 0;

  // Evaluate, or wait for those who do: until some rows have been reported to the observer, or a
  // moment has passed, or nothing is left to do. When the observer does not want to proceed, no
  // further rows are evaluated until stop(). An error means the same, and that no further
  // evaluation is possible; what had settled before is reported first.
  virtual Result<void> advance(EvaluationObserver& observer) = 0;

  // Nothing is left to do.
  virtual bool idle() const = 0;

  // Evaluates no further rows; returns when those that run have ended. Rows without a result are
  // given up. Afterwards others can be begun.
  virtual Result<void> stop(EvaluationObserver& observer) = 0;
};

// One evaluator, on the thread that calls.
class SerialEvaluations : public Evaluations {
 public:
  explicit SerialEvaluations(std::unique_ptr<Evaluator> evaluator)
      : evaluator_(std::move(evaluator)) {}

  void begin(Batch& batch, std::span<const std::size_t> rows) override;
  Result<void> advance(EvaluationObserver& observer) override;
  bool idle() const override { return waiting_.empty(); }
  Result<void> stop(EvaluationObserver& observer) override;

 private:
  std::unique_ptr<Evaluator> evaluator_;
  Batch* batch_ = nullptr;
  std::vector<std::size_t> waiting_, running_;
};

// Evaluates the rows and returns when all are done. Input that the plugin refuses (a workload file
// that cannot be read) is an error: for evaluations that come before anything is recorded.
Result<void> evaluate_all(Evaluations& evaluations, Batch& batch,
                          std::span<const std::size_t> rows);

}  // namespace archgym::host
