// Another attempt for evaluations that failed for a passing reason.
#pragma once

#include <atomic>
#include <memory>
#include <span>

#include "evaluate/evaluator.hpp"

namespace archgym::host {

// Rows that end with a transient failure (a licence server, a full disk, no process to be had) are
// evaluated again, three times at the most, after 0.1, 0.4 and 1.6 seconds. Other failures are
// results and are left alone.
class RetryingEvaluator : public Evaluator {
 public:
  // `cancel` ends the waiting; borrowed, may be nullptr.
  RetryingEvaluator(std::unique_ptr<Evaluator> evaluator, const std::atomic<bool>* cancel)
      : evaluator_(std::move(evaluator)), cancel_(cancel) {}

  Result<void> evaluate(Batch& batch, std::span<const std::size_t> rows,
                        EvaluationObserver& observer) override;

 private:
  bool wait(double seconds, EvaluationObserver& observer) const;

  std::unique_ptr<Evaluator> evaluator_;
  const std::atomic<bool>* cancel_;
};

}  // namespace archgym::host
