// Writing a run to its file: rows in batches, agent checkpoints now and then.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "store/run_file.hpp"

namespace archgym::host {

// Rows are committed at the end of every batch and at least every half second within one, so a
// crash costs no more than what was in flight. The agent's state is saved at the end of a batch
// when the last one is older than a second: rows that are newer than the state are enough to
// continue, because the agent proposes them again and their results are already known. That holds
// without any state, for agents that do not save one.
class Recorder {
 public:
  explicit Recorder(RunFile& file) : file_(&file) {}

  Result<void> append(const EvaluationRecord& record);
  // The agent knows the results of trials 0 .. told-1; `state` is called when it is time to save.
  // `final` saves in any case.
  Result<void> end_of_batch(std::uint64_t told, double elapsed_seconds, bool final,
                            const std::function<Result<std::optional<std::string>>()>& state);
  // Commit what was appended.
  Result<void> commit();

 private:
  Result<void> begin();

  RunFile* file_;
  bool open_ = false;
  double last_commit_ = 0;
  double last_checkpoint_ = 0;
};

}  // namespace archgym::host
