// Evaluation in a worker process: a plugin that crashes, hangs or leaks costs an evaluation and a
// worker, never the run.
#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "evaluate/call_size.hpp"
#include "evaluate/evaluator.hpp"
#include "evaluate/setup.hpp"
#include "evaluate/worker.hpp"

namespace archgym::host {

// One worker at a time, replaced when it breaks, has grown too large or has done its share.
//
// A result must not depend on what the worker did before. So when a call of several points breaks
// its worker or its limits, each point is tried again alone, and a point that crashes a worker with
// a past is tried again in a fresh one: only what fails there has failed.
class IsolatedEvaluator : public Evaluator {
 public:
  // `executable` is archgym-host; "": this program. Starts nothing.
  explicit IsolatedEvaluator(EvaluationSetup setup, std::filesystem::path executable = "");
  ~IsolatedEvaluator() override;

  // Start the first worker, which the first evaluation does otherwise. The error says why the
  // plugin cannot be loaded or created.
  Result<void> start();

  Result<void> evaluate(Batch& batch, std::span<const std::size_t> rows,
                        EvaluationObserver& observer) override;

 private:
  void drop_worker();
  void evaluate_slice(Batch& batch, std::span<const std::size_t> rows);
  CallEnd call(Batch& batch, std::span<const std::size_t> rows);
  void recycle_if_due();
  bool stopping() const;

  EvaluationSetup setup_;
  std::filesystem::path executable_;
  std::filesystem::path directory_;  // of the worker
  std::unique_ptr<Worker> worker_;
  CallSize call_size_;
  double next_memory_check_ = 0;
};

}  // namespace archgym::host
