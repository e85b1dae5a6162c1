// Writing a run to its file.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>

#include "base/result.hpp"
#include "store/run_file.hpp"

namespace archgym::host {

// What was recorded is committed half a second later at the latest, by a thread of its own:
// whatever the evaluations and the agent do meanwhile, no more is lost with the process. Each
// commit says how long the run has taken, and there is one a second even when nothing else is to be
// recorded.
//
// The agent's state is saved now and then: rows that are newer than the state are enough to
// continue, because the agent proposes them again and their results are already known. That holds
// without any state, for agents that do not save one.
class Recorder {
 public:
  // Nobody else may use the file until close(). `elapsed_seconds` is called by any thread.
  Recorder(RunFile& file, std::function<double()> elapsed_seconds);
  ~Recorder();

  // An error may be that of an earlier commit.
  Result<void> append(const EvaluationRecord& record);

  // True once a second.
  bool checkpoint_due();
  // The agent knows the results of trials 0 .. told-1.
  Result<void> save(std::uint64_t told, const std::string& state);

  // Commits everything. To be called once; without it, the destructor does, and nobody learns of
  // errors.
  Result<void> close();

 private:
  void keep_committing();
  template <class Work>
  Result<void> write(Work&& work);
  Result<void> commit();

  RunFile& file_;
  std::function<double()> elapsed_seconds_;
  double last_checkpoint_;

  std::mutex mutex_;  // guards the file and everything below
  std::condition_variable news_;
  bool open_ = false;  // a transaction
  bool closing_ = false;
  std::optional<Error> error_;
  std::thread committer_;
};

}  // namespace archgym::host
