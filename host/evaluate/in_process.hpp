// Evaluation by an instance of the plugin in this process.
#pragma once

#include <ctime>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "evaluate/call_size.hpp"
#include "evaluate/evaluator.hpp"
#include "evaluate/instances.hpp"
#include "evaluate/setup.hpp"
#include "plugin/error_text.hpp"
#include "plugin/info_text.hpp"

namespace archgym::host {

// Limits on memory, files and CPU time are those of a worker and do not apply here; the time-out
// reaches plugins that poll.
class InProcessEvaluator : public Evaluator {
 public:
  // `cpu_clock` measures an evaluation: the clock of the thread when others evaluate beside it.
  static Result<std::unique_ptr<InProcessEvaluator>> create(
      EvaluationSetup setup, clockid_t cpu_clock = CLOCK_PROCESS_CPUTIME_ID);

  Result<void> evaluate(Batch& batch, std::span<const std::size_t> rows,
                        EvaluationObserver& observer) override;

  // The plugin reported, or showed by overrunning its arrays, that the whole process is suspect.
  bool process_suspect() const { return process_suspect_; }

  // Wake the plugin's running call, if it is cancelled, so that it returns soon. [any-thread]
  bool can_be_interrupted() { return instances_->can_be_interrupted(); }
  void interrupt() { instances_->interrupt(); }

 private:
  InProcessEvaluator(EvaluationSetup setup, clockid_t cpu_clock);
  void call(Batch& batch, std::span<const std::size_t> rows);
  bool call_once(Batch& batch, std::span<const std::size_t> rows);
  bool replace_instance();
  void prepare(std::size_t slot, std::span<const ag_value> point);
  bool conclude(Batch& batch, std::size_t slot, std::size_t row, ag_status call_status,
                const ErrorText& call_error);
  ag_status run_plugin(Batch& batch, std::span<const std::size_t> rows, ErrorText& error);
  ag_status evaluate_rows(std::size_t count, ErrorText& error);
  bool asked_to_stop() const;
  ag_status take_step(Batch& batch, std::size_t row, ErrorText& error);
  ag_status take_again(Batch& batch, std::size_t row, ErrorText& error);
  ag_status step(std::span<const ag_value> point, ErrorText& error);
  void start_clock();
  void end_scratch(Batch& batch, std::span<const std::size_t> rows);
  bool overran(std::size_t slot) const;

  EvaluationSetup setup_;
  std::optional<Instances> instances_;
  ag_ctx call_;
  clockid_t cpu_clock_;
  CallSize call_size_;
  bool process_suspect_ = false;
  bool must_replace_ = false;  // the instance
  std::string no_instance_;    // why there is no other
  // One slot per row of a call.
  std::size_t stride_;           // doubles of a slot: the metrics and what guards them
  std::vector<double> metrics_;  // handed to the plugin, which may write too far
  std::vector<ag_eval_request> requests_;
  std::vector<ag_eval_result> results_;
  std::vector<const ag_eval_request*> request_pointers_;
  std::vector<ag_eval_result*> result_pointers_;
  std::vector<ErrorText> errors_;
  std::vector<InfoText> infos_;
};

}  // namespace archgym::host
