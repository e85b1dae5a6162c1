// Evaluation in a worker process: a plugin that crashes, hangs or leaks costs an evaluation and a
// worker, never the run.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "evaluate/call_size.hpp"
#include "evaluate/evaluator.hpp"
#include "evaluate/workers.hpp"

namespace archgym::host {

// One worker at a time, replaced when it breaks, has grown too large or has done its share.
//
// A result must not depend on what the worker did before. So when a call of several points breaks
// its worker or its limits, each point is tried again alone, and a point that breaks a worker with
// a past is tried again in a fresh one: only what fails there has failed.
class IsolatedEvaluator : public Evaluator {
 public:
  // `lane` is its number among those that share the workers.
  IsolatedEvaluator(std::shared_ptr<Workers> workers, std::size_t lane);

  Result<void> evaluate(Batch& batch, std::span<const std::size_t> rows,
                        EvaluationObserver& observer) override;

 private:
  void evaluate_slice(Batch& batch, std::span<const std::size_t> rows);
  CallEnd call(Batch& batch, std::span<const std::size_t> rows);
  void fail_without_worker(Batch& batch, std::span<const std::size_t> rows) const;
  bool due_for_replacement(Worker& worker);

  std::shared_ptr<Workers> workers_;
  std::size_t lane_;
  CallSize call_size_;
  double next_memory_check_ = 0;
  std::string no_worker_;  // why there was none for the last call; "": there was
};

}  // namespace archgym::host
