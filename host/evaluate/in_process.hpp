// Evaluation by an instance of the plugin in this process.
#pragma once

#include <atomic>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "evaluate/evaluator.hpp"
#include "plugin/environment.hpp"
#include "plugin/error_text.hpp"

namespace archgym::host {

struct EvaluationSetup {
  const HostServices* services = nullptr;     // borrowed
  const Manifest* manifest = nullptr;         // borrowed
  boost::json::object config;                 // complete
  std::string workload;                       // id, absolute path of a file, or ""
  std::uint64_t seed = 0;                     // of every evaluation: common random numbers
  const std::atomic<bool>* cancel = nullptr;  // borrowed; may be nullptr
  std::filesystem::path scratch_root;         // where scratch directories are made
};

class InProcessEvaluator : public Evaluator {
 public:
  static Result<std::unique_ptr<InProcessEvaluator>> create(EvaluationSetup setup);

  std::size_t capacity() const override { return requests_.size(); }
  Result<void> evaluate(Batch& batch, std::span<const std::size_t> rows) override;

 private:
  InProcessEvaluator(EvaluationSetup setup, Environment environment);
  Result<void> recreate();

  EvaluationSetup setup_;
  Environment environment_;
  ag_ctx call_;
  // One slot per row of a call.
  std::vector<ag_eval_request> requests_;
  std::vector<ag_eval_result> results_;
  std::vector<const ag_eval_request*> request_pointers_;
  std::vector<ag_eval_result*> result_pointers_;
  std::vector<ErrorText> errors_;
};

}  // namespace archgym::host
