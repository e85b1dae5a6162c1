// Another attempt for evaluations that failed because of the machine.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "evaluate/evaluator.hpp"
#include "evaluate/machine.hpp"

namespace archgym::host {

// Failures of the machine are not failures of the design: a licence server that is away, no worker
// to be had (`transient`), or any failure while the disk cannot be written. Such rows are evaluated
// again after 0.1, 0.4 and 1.6 seconds. When one still fails it must be found out whose fault it
// is: a design that worked before is tried. If it works now, the row has failed by itself after one
// more attempt. If not, the machine is to blame: it is waited for until its patience is over, and
// then evaluate() returns an error of the machine. Other failures are results and are left alone.
class RetryingEvaluator : public Evaluator {
 public:
  RetryingEvaluator(std::unique_ptr<Evaluator> evaluator, std::shared_ptr<Machine> machine)
      : evaluator_(std::move(evaluator)), machine_(std::move(machine)) {}

  Result<void> evaluate(Batch& batch, std::span<const std::size_t> rows,
                        EvaluationObserver& observer) override;

 private:
  Result<void> evaluate_again(Batch& batch, std::vector<std::size_t> rows,
                              EvaluationObserver& observer);
  bool wait(double seconds, EvaluationObserver& observer) const;
  bool machine_works(const Batch& batch);

  std::unique_ptr<Evaluator> evaluator_;
  std::shared_ptr<Machine> machine_;
};

}  // namespace archgym::host
