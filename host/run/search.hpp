// The loop of a run: ask -> evaluate -> tell, until a limit is reached.
#pragma once

#include <archgym/agent.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "evaluate/evaluations.hpp"
#include "plugin/agent.hpp"
#include "run/accounting.hpp"
#include "run/asking.hpp"
#include "run/baseline.hpp"
#include "run/cache.hpp"
#include "run/checkpoint.hpp"
#include "run/ending.hpp"
#include "run/episodes.hpp"
#include "run/failure_log.hpp"
#include "run/failure_streak.hpp"
#include "run/identity.hpp"
#include "run/incumbents.hpp"
#include "run/plan.hpp"
#include "run/problem.hpp"
#include "run/recorder.hpp"
#include "run/spending.hpp"
#include "run/stored_results.hpp"
#include "run/telling.hpp"
#include "run/window.hpp"

namespace archgym::host {

class Search;

// Told about progress, on the thread of the run, whenever evaluations have ended. Must be quick.
class SearchObserver {
 public:
  virtual ~SearchObserver() = default;
  virtual void progress(const Search& search) = 0;
};

struct SearchSetup {
  const Plan* plan = nullptr;  // borrowed, like everything here
  const HostServices* services = nullptr;
  Evaluations* evaluations = nullptr;
  const Baseline* baseline = nullptr;         // told to the agent; nullptr: there is none
  RunFile* file = nullptr;                    // where everything is recorded; nullptr: nowhere
  FailureLog* failures = nullptr;             // told about failed evaluations; may be nullptr
  SearchObserver* observer = nullptr;         // may be nullptr
  const std::atomic<bool>* cancel = nullptr;  // set: stop as soon as possible; may be nullptr
  Identity* identity = nullptr;               // results count while it holds; may be nullptr
};

// One session of a run. With a file that has evaluations, the run continues where it was: the agent
// starts from its last saved state and finds the results of later trials in the file, so that the
// trajectory is the one of an uninterrupted run.
class Search : private EvaluationObserver {
 public:
  static Result<std::unique_ptr<Search>> create(const SearchSetup& setup);

  // Run to the end of the budget; to be called once. An error of the agent, the evaluations or the
  // file ends the run; what was evaluated before is in the file.
  Result<Ending> run();

  const Plan& plan() const { return *setup_.plan; }
  const Accounting& accounting() const { return accounting_; }
  const Incumbents& incumbents() const { return incumbents_; }
  // Why the newest failed evaluation of this session failed; "" when none did.
  const std::string& last_failure() const { return last_failure_; }
  // Where results depend on the designs before: the trials of the episode that the trial belongs
  // to, up to it. Otherwise empty.
  std::vector<std::uint64_t> episode_of(std::uint64_t trial) const {
    return episodes_ ? episodes_->trials_to(trial) : std::vector<std::uint64_t>();
  }
  // Wall time of this session and of earlier ones.
  double elapsed_seconds() const { return spending_.elapsed_seconds(); }

 private:
  using State = Window::State;

  Search(const SearchSetup& setup, std::unique_ptr<Problem> problem, Agent agent,
         std::uint64_t first);

  // search_restore.cpp
  Result<void> restore();
  Result<void> tell_baseline();
  Result<void> restore_told(const StoredEvaluation& stored, bool tell);
  Result<void> restore_loop(const std::vector<std::byte>& bytes);
  Result<void> save();

  Result<Ending> loop();
  std::optional<Ending> reason_to_stop() const;
  Result<Ending> ending_of_empty() const;
  Result<Ending> interrupted_or(const Error& error);
  Result<Ending> close(Result<Ending> ending);

  Result<void> ask();
  Result<void> take(std::size_t filled);
  Result<void> schedule(std::uint64_t trial, bool copy);
  Result<bool> schedule_stored(std::size_t row, std::uint64_t trial);
  bool schedule_copy(std::size_t row, std::uint64_t trial, bool copy);
  bool schedule_after_end(std::size_t row);
  void place_in_episode(std::size_t row, std::uint64_t trial);
  void know(std::size_t row, EvaluationStatus status, std::string reason);
  Result<void> begin_pending();
  Result<bool> wait();
  Result<void> settled(std::size_t row) override;
  bool proceed() override;
  Result<void> settle(std::size_t row);
  Result<void> conclude_settled();
  Result<void> conclude(std::size_t row);
  void remember(const EvaluationRecord& trial, std::size_t entry);
  Result<void> tell();

  bool stopping() const;
  bool uses_cache() const { return plan().config.cache && !episodes_; }
  tl::unexpected<Error> wrong(const std::string& what) const;

  SearchSetup setup_;
  std::unique_ptr<Problem> problem_;
  Agent agent_;
  ag_ctx call_;
  const std::uint64_t first_;  // trial of this agent; those before are told to it as history
  std::optional<Recorder> recorder_;
  Window window_;
  Asking asking_;
  Telling telling_;
  ResultCache cache_;
  std::optional<Episodes> episodes_;  // agent and environment have episodes
  StoredResults stored_;
  Spending spending_;
  Incumbents incumbents_;
  Accounting accounting_;  // of the trials that are concluded
  FailureStreak streak_;
  std::string last_failure_;
  std::vector<std::size_t> pending_;  // rows to evaluate
  bool asked_ = false;                // since the agent was told
  bool agent_finished_ = false;       // it is not asked again
  bool agent_torn_ = false;           // a call of it was cut short: its state is not to be saved
  bool curtailed_ = false;  // without the budget, the agent would have been asked for more
};

}  // namespace archgym::host
