#include "run/search.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace archgym::host {
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

Search::Search(const SearchSetup& setup, std::unique_ptr<Problem> problem, Agent agent,
               std::uint64_t first)
    : setup_(setup),
      problem_(std::move(problem)),
      agent_(std::move(agent)),
      first_(first),
      window_(plan().config.window, plan().space->size(), plan().environment.metrics.size(),
              plan().objectives.size()),
      asking_(plan().space->size(), plan().config.window),
      telling_(plan(), Window::k_most_told),
      cache_(plan().space->size(), plan().environment.metrics.size()),
      spending_(plan().config.budget),
      incumbents_(plan()) {
  call_.cancel = setup.cancel;
  if (plan().environment.episodes && agent_.has_episodes()) episodes_.emplace();
}

Result<Ending> Search::run() {
  if (setup_.file) {
    recorder_.emplace(*setup_.file, [this] { return spending_.elapsed_seconds(); });
  }
  return close(loop());
}

Result<Ending> Search::loop() {
  if (auto begun = begin_pending(); !begun) return tl::unexpected(begun.error());
  for (;;) {
    if (const auto reason = reason_to_stop()) return *reason;
    if (auto asked = ask(); !asked) return interrupted_or(asked.error());
    if (window_.under_way() == 0) return ending_of_empty();
    auto complete = wait();
    if (!complete) return tl::unexpected(complete.error());
    if (!*complete) return reason_to_stop().value_or(Ending::interrupted);
    if (auto told = tell(); !told) return interrupted_or(told.error());
    if (recorder_ && !curtailed_ && recorder_->checkpoint_due()) {
      if (auto saved = save(); !saved) return tl::unexpected(saved.error());
    }
  }
}

// Takes what has settled meanwhile, and leaves the file as the next session needs it.
Result<Ending> Search::close(Result<Ending> ending) {
  auto stopped = setup_.evaluations->stop(*this);
  if (recorder_) {
    if (ending && stopped && !curtailed_ && !agent_torn_) stopped = save();
    if (auto closed = recorder_->close(); !closed && stopped) stopped = closed;
  }
  if (!ending) return ending;
  if (!stopped) return tl::unexpected(stopped.error());
  const bool failed = *ending != Ending::interrupted && accounting_.nothing_worked();
  return failed ? Ending::too_many_failures : *ending;
}

bool Search::stopping() const {
  return setup_.cancel && setup_.cancel->load(std::memory_order_relaxed);
}

std::optional<Ending> Search::reason_to_stop() const {
  if (stopping()) return Ending::interrupted;
  if (spending_.out_of_time()) return Ending::budget;
  if (streak_.hopeless(accounting_)) return Ending::works_no_more;
  return std::nullopt;
}

bool Search::proceed() {
  return !reason_to_stop();
}

// An agent that takes long stops with the run. What it was doing is not to be saved.
Result<Ending> Search::interrupted_or(const Error& error) {
  agent_torn_ = true;
  if (stopping()) return Ending::interrupted;
  return tl::unexpected(error);
}

// The agent was asked, and has nothing under way.
Result<Ending> Search::ending_of_empty() const {
  if (agent_finished_) return Ending::agent_finished;
  if (spending_.idle()) return Ending::no_new_designs;
  if (curtailed_) return Ending::budget;
  return wrong(" waits for results, but it was told the results of all its proposals");
}

tl::unexpected<Error> Search::wrong(const std::string& what) const {
  return failure("agent '" + plan().agent.name + "'" + what);
}

Result<void> Search::ask() {
  if (asked_ || agent_finished_) return {};
  const std::size_t room = window_.room();
  const std::size_t count = std::min<std::uint64_t>(room, spending_.room(window_.under_way()));
  std::size_t filled = 0;
  if (count > 0) {
    auto asked = asking_.ask(agent_, call_, window_.asked(), count);
    if (!asked) return tl::unexpected(asked.error());
    filled = asked->filled;
    agent_finished_ = asked->finished;
  }
  asked_ = true;
  curtailed_ = curtailed_ || (count < room && filled == count);
  return take(filled);
}

// Find out which of the new proposals must be simulated, and begin with them.
Result<void> Search::take(std::size_t filled) {
  const std::uint64_t first = window_.asked();
  window_.take(filled);
  pending_.clear();
  for (std::uint64_t trial = first; trial < first + filled; ++trial) {
    const std::size_t row = window_.row(trial);
    std::ranges::copy(asking_.point(trial - first), window_.batch().point(row).begin());
    const std::uint64_t previous = agent_.previous(trial);
    auto& proposal = window_.proposal(row) = {};
    if (previous != trial) proposal.previous = previous;
    if (proposal.previous && previous >= window_.told()) {
      return wrong(": trial " + std::to_string(trial) + " is to follow trial " +
                   std::to_string(previous) + " in an episode, which it was not told yet");
    }
    if (auto scheduled = schedule(trial, false); !scheduled) return scheduled;
  }
  return begin_pending();
}

Result<void> Search::begin_pending() {
  setup_.evaluations->begin(window_.batch(), pending_);
  return conclude_settled();
}

// Brings a proposal into canonical form. `copy`: it is known to share the result of another.
Result<void> Search::schedule(std::uint64_t trial, bool copy) {
  const std::size_t row = window_.row(trial);
  const ag_status status = plan().space->canonicalise(window_.batch().point(row));
  if (status != AG_OK && status != AG_INFEASIBLE) {
    return wrong(" proposed a design with a value of the wrong kind or out of range (trial " +
                 std::to_string(trial) + ")");
  }
  if (episodes_) place_in_episode(row, trial);
  auto stored = schedule_stored(row, trial);
  if (!stored) return tl::unexpected(stored.error());
  if (*stored) return {};
  if (status == AG_INFEASIBLE) {
    know(row, EvaluationStatus::invalid, plan().space->broken(window_.batch().point(row))->reason);
  } else if (!(uses_cache() && schedule_copy(row, trial, copy)) &&
             !(episodes_ && schedule_after_end(row))) {
    pending_.push_back(row);
  }
  return {};
}

void Search::know(std::size_t row, EvaluationStatus status, std::string reason) {
  window_.batch().fail(row, status, std::move(reason));
  window_.proposal(row).state = State::known;
}

void Search::place_in_episode(std::size_t row, std::uint64_t trial) {
  EpisodeStep& step = window_.batch().step(row).emplace();
  step.episode = trial;
  const auto& previous = window_.proposal(row).previous;
  if (!previous) return;
  step.episode = episodes_->first_of(*previous);
  step.earlier = episodes_->steps_to(*previous);
}

// True when nothing can follow the step before: the row has its outcome.
bool Search::schedule_after_end(std::size_t row) {
  const auto& previous = window_.proposal(row).previous;
  if (!previous || !episodes_->ended(*previous)) return false;
  know(row, EvaluationStatus::invalid,
       "the environment ended the episode before, with trial " +
           std::to_string(episodes_->trials_to(*previous).back()));
  return true;
}

// True for a design that was evaluated before, or that is going to be for an earlier trial.
bool Search::schedule_copy(std::size_t row, std::uint64_t trial, bool copy) {
  auto& proposal = window_.proposal(row);
  proposal.entry = cache_.entry(window_.batch().point(row));
  const std::uint64_t other = cache_.trial(proposal.entry);
  const bool under_way = other != ResultCache::k_no_trial && other >= window_.told();
  if (copy || under_way || cache_.known(proposal.entry)) {
    proposal.state = State::copy;
    proposal.copy = true;
    return true;
  }
  cache_.set_trial(proposal.entry, trial);
  return false;
}

// True for a trial whose result is in the file.
Result<bool> Search::schedule_stored(std::size_t row, std::uint64_t trial) {
  auto& proposal = window_.proposal(row);
  const auto point = window_.batch().point(row);
  auto found = stored_.find(trial, point, proposal.previous);
  if (!found) {
    return tl::unexpected(
        Error{found.error().fault, setup_.file->path().string() + ": cannot be continued: agent '" +
                                       plan().agent.name + "' " + found.error().message});
  }
  if (*found == nullptr) return false;
  const StoredEvaluation& stored = **found;
  window_.batch().outcome(row) = stored.outcome;
  std::ranges::copy(stored.metrics, window_.batch().metrics(row).begin());
  proposal.state = State::known;
  proposal.stored = true;
  if (uses_cache() && Accounting::needs_simulation(stored.outcome)) {
    proposal.entry = cache_.entry(point);
    cache_.set_trial(proposal.entry, trial);
  }
  return true;
}

// Until the next group has its results; false when the run is to stop before.
Result<bool> Search::wait() {
  const std::uint64_t end = window_.told() + window_.group();
  while (window_.concluded() < end) {
    if (!proceed() || setup_.evaluations->idle()) return false;
    auto advanced = setup_.evaluations->advance(*this);
    if (!advanced) return tl::unexpected(advanced.error());
  }
  return true;
}

// A result has arrived: it is safe at once, and counted when those before it are.
Result<void> Search::settled(std::size_t row) {
  if (setup_.identity) {
    if (auto same = setup_.identity->check(); !same) return same;
  }
  if (auto done = settle(row); !done) return done;
  return conclude_settled();
}

// Work out the objectives of a row, and write it to the file unless it is there.
Result<void> Search::settle(std::size_t row) {
  auto& proposal = window_.proposal(row);
  proposal.state = State::settled;
  Outcome& outcome = window_.batch().outcome(row);
  const auto metrics = window_.batch().metrics(row);
  require_values(plan().wanted(), metrics, outcome);
  const auto values = window_.objectives(row);
  const bool ok = outcome.status == EvaluationStatus::ok;
  for (std::size_t k = 0; k < values.size(); ++k) {
    values[k] = ok ? plan().objectives[k].value(metrics) : k_nan;
  }
  if (!recorder_ || proposal.stored) return {};
  return recorder_->append({window_.trial(row), outcome, proposal.previous,
                            window_.batch().point(row), metrics, values});
}

// Count and remember trials in ask order, as far as their results are known.
Result<void> Search::conclude_settled() {
  const std::uint64_t before = window_.concluded();
  while (window_.concluded() < window_.asked()) {
    const std::size_t row = window_.row(window_.concluded());
    if (window_.proposal(row).state == State::pending) break;
    if (auto concluded = conclude(row); !concluded) return concluded;
    window_.conclude();
  }
  if (setup_.observer && window_.concluded() > before) setup_.observer->progress(*this);
  return {};
}

Result<void> Search::conclude(std::size_t row) {
  const auto& proposal = window_.proposal(row);
  Outcome& outcome = window_.batch().outcome(row);
  const auto metrics = window_.batch().metrics(row);
  if (proposal.state == State::copy) {
    outcome = cache_.outcome(proposal.entry);
    outcome.cached = true;
    outcome.wall_seconds = outcome.cpu_seconds = 0;
    std::ranges::copy(cache_.metrics(proposal.entry), metrics.begin());
  }
  if (proposal.state != State::settled) {
    if (auto done = settle(row); !done) return done;
  }
  const std::uint64_t trial = window_.trial(row);
  const auto point = window_.batch().point(row);
  streak_.count(outcome, !proposal.stored);
  remember({trial, outcome, proposal.previous, point, metrics, window_.objectives(row)},
           proposal.entry);
  if (is_failure(outcome.status) && !outcome.cached) {
    last_failure_ = outcome.reason;
    if (setup_.failures) setup_.failures->failed(trial, window_.batch(), row);
  }
  return {};
}

// What a trial means to those after it. `entry` is that of a simulated design in the cache.
void Search::remember(const EvaluationRecord& trial, std::size_t entry) {
  accounting_.count(trial.outcome);
  const bool ok = trial.outcome.status == EvaluationStatus::ok;
  if (episodes_) episodes_->add({trial.previous, ok, trial.outcome.ended}, trial.point);
  if (ok && plan().space->fidelity(trial.point) == 1) {
    incumbents_.consider(trial.id, trial.point, trial.metrics, trial.objectives);
  }
  if (uses_cache() && Accounting::needs_simulation(trial.outcome)) {
    cache_.store(entry, trial.outcome, trial.metrics);
  }
}

Result<void> Search::tell() {
  const std::size_t group = window_.group();
  for (std::uint64_t trial = window_.told(); trial < window_.told() + group; ++trial) {
    const std::size_t row = window_.row(trial);
    Batch& batch = window_.batch();
    telling_.add(trial, batch.point(row), batch.outcome(row), batch.metrics(row),
                 window_.objectives(row));
    spending_.told(batch.outcome(row));
  }
  if (auto told = telling_.send(agent_, call_); !told) return told;
  window_.tell(group);
  stored_.forget_before(window_.told());
  asked_ = false;
  return {};
}

}  // namespace archgym::host
