// The loop of a run: ask -> evaluate -> tell, until a limit is reached.
#pragma once

#include <archgym/agent.h>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "evaluate/evaluator.hpp"
#include "plugin/agent.hpp"
#include "run/accounting.hpp"
#include "run/cache.hpp"
#include "run/episodes.hpp"
#include "run/failure_log.hpp"
#include "run/identity.hpp"
#include "run/incumbents.hpp"
#include "run/plan.hpp"
#include "run/problem.hpp"
#include "run/recorder.hpp"

namespace archgym::host {

// Why a run ended.
enum class Ending {
  budget,          // a limit of the budget was reached
  agent_finished,  // the agent says so: the space is exhausted, or it has converged
  no_new_designs,  // the agent proposes nothing but designs that need no simulation
  too_many_failures,
  interrupted,  // the user stopped it; it can be resumed
};
std::string_view to_text(Ending ending);

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
  Evaluator* evaluator = nullptr;
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

  // Run to the end of the budget. An error of the agent, the evaluator or the file ends the run;
  // what was evaluated before is in the file.
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
  double elapsed_seconds() const;

 private:
  enum class RowState : std::uint8_t {
    pending,   // to be evaluated
    known,     // has a result, or the same as another row
    finished,  // has objectives, and the file has it
  };

  Search(const SearchSetup& setup, std::unique_ptr<Problem> problem, Agent agent);

  Result<void> restore();
  std::optional<Ending> limit_reached() const;
  bool stopping() const;
  bool out_of_time() const;
  bool nothing_worked() const;
  bool hopeless() const;
  std::uint64_t ask_count() const;
  Result<std::optional<Ending>> step();
  bool uses_cache() const { return plan().config.cache && !episodes_; }
  Result<void> link(std::size_t rows);
  Result<void> schedule(std::size_t rows);
  void place_in_episode(std::size_t row);
  bool schedule_after_end(std::size_t row);
  bool schedule_known(std::size_t row);
  Result<bool> schedule_replayed(std::size_t row);
  Result<void> settled(std::size_t row) override;
  bool proceed() override;
  Result<void> conclude_settled();
  Result<void> conclude(std::size_t row);
  Result<void> finish(std::size_t row);
  Result<void> tell(std::size_t rows);
  Result<Ending> finish(Ending ending);

  SearchSetup setup_;
  std::unique_ptr<Problem> problem_;
  Agent agent_;
  ag_ctx call_;
  std::optional<Recorder> recorder_;
  ResultCache cache_;
  std::optional<Episodes> episodes_;  // agent and environment have episodes
  Incumbents incumbents_;
  Accounting accounting_;
  std::uint64_t told_ = 0;           // trials whose results the agent knows
  bool agent_waits_ = false;         // for the results of what it proposed
  std::uint64_t idle_in_a_row_ = 0;  // proposals since the last simulation
  double earlier_seconds_ = 0;
  double started_ = 0;

  // Results of trials that the file has and the agent does not know yet, by trial. There may be
  // gaps: results are recorded as they arrive.
  std::map<std::uint64_t, StoredEvaluation> replayed_;

  // The current batch; the arrays are reused.
  Batch batch_;
  std::vector<ag_proposal> proposals_;
  std::vector<ag_proposal*> proposal_pointers_;
  std::vector<std::optional<std::uint64_t>> previous_;   // trial that the row's refines, per row
  std::vector<std::size_t> pending_;                     // rows to evaluate
  std::vector<std::size_t> same_as_;                     // row with the same design
  std::vector<std::size_t> entries_;                     // of the cache, per row
  std::vector<double> objectives_, costs_, violations_;  // per row
  std::vector<ag_trial> trials_;
  std::vector<const ag_trial*> trial_pointers_;
  std::vector<RowState> states_;
  std::size_t rows_ = 0;       // of the current batch
  std::size_t concluded_ = 0;  // rows of this batch that are counted, in ask order
  std::string last_failure_;
};

}  // namespace archgym::host
