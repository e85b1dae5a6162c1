#include "run/search.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "adapter/create.hpp"
#include "base/clock.hpp"

namespace archgym::host {
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

// An agent that proposes this many designs in a row that need no simulation is not going to find
// another.
constexpr std::uint64_t k_idle_in_a_row = 10'000;

constexpr std::uint64_t k_failures_at_start = 20;

ag_status told_status(EvaluationStatus status, bool ended = false) {
  switch (status) {
    case EvaluationStatus::ok:
      return ended ? AG_DONE : AG_OK;
    case EvaluationStatus::infeasible:
    case EvaluationStatus::invalid:
      return AG_INFEASIBLE;
    default:
      return AG_E_INSTANCE;
  }
}

bool is_failure(EvaluationStatus status) {
  return told_status(status) == AG_E_INSTANCE;
}

bool lasting(EvaluationStatus status) {
  return status == EvaluationStatus::ok || status == EvaluationStatus::infeasible;
}

}  // namespace

std::string_view to_text(Ending ending) {
  switch (ending) {
    case Ending::budget:
      return "the budget is used up";
    case Ending::agent_finished:
      return "the agent has finished";
    case Ending::no_new_designs:
      return "the agent proposes only designs that are known or against a constraint";
    case Ending::too_many_failures:
      return "every evaluation failed";
    case Ending::interrupted:
      return "interrupted";
  }
  return "";
}

Result<std::unique_ptr<Search>> Search::create(const SearchSetup& setup) {
  const Plan& plan = *setup.plan;
  auto problem = std::make_unique<Problem>(plan, 1);
  auto agent = create_agent(*setup.services, plan.agent, problem->table(), plan.hyperparameters,
                            plan.config.seed);
  if (!agent) return tl::unexpected(agent.error());
  std::unique_ptr<Search> search(new Search(setup, std::move(problem), std::move(*agent)));
  if (setup.file) {
    if (auto restored = search->restore(); !restored) return tl::unexpected(restored.error());
  }
  return search;
}

Search::Search(const SearchSetup& setup, std::unique_ptr<Problem> problem, Agent agent)
    : setup_(setup),
      problem_(std::move(problem)),
      agent_(std::move(agent)),
      cache_(setup.plan->space->size(), setup.plan->environment.metrics.size()),
      incumbents_(*setup.plan),
      started_(monotonic_seconds()),
      batch_(setup.plan->space->size(), setup.plan->environment.metrics.size()) {
  call_.cancel = setup.cancel;
  if (plan().environment.episodes && agent_.has_episodes()) episodes_.emplace();
  if (setup.file) recorder_.emplace(*setup.file);

  const std::size_t rows = plan().config.batch;
  const std::size_t objectives = plan().objectives.size();
  const std::size_t constraints = plan().constraints.size();
  batch_.resize(rows);
  previous_.resize(rows);
  same_as_.resize(rows);
  states_.resize(rows);
  entries_.resize(rows);
  objectives_.resize(rows * objectives);
  costs_.resize(rows * objectives);
  violations_.resize(rows * constraints);
  proposals_.resize(rows);
  trials_.resize(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const auto point = batch_.point(row);
    proposals_[row] = {sizeof(ag_proposal), 0, 0, point.data(), point.size()};
    trials_[row] = {sizeof(ag_trial),
                    AG_OK,
                    0,
                    point.data(),
                    point.size(),
                    costs_.data() + row * objectives,
                    objectives,
                    violations_.data() + row * constraints,
                    constraints,
                    1.0};
    proposal_pointers_.push_back(&proposals_[row]);
    trial_pointers_.push_back(&trials_[row]);
  }
}

double Search::elapsed_seconds() const {
  return earlier_seconds_ + monotonic_seconds() - started_;
}

Result<void> Search::restore() {
  auto checkpoint = setup_.file->checkpoint();
  if (!checkpoint) return tl::unexpected(checkpoint.error());
  if (*checkpoint) {
    const auto& bytes = (*checkpoint)->agent_state;
    told_ = (*checkpoint)->told;
    const std::string_view state(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (auto loaded = agent_.load(call_, state); !loaded) return loaded;
  }
  auto elapsed = setup_.file->get("elapsed_seconds");
  if (!elapsed) return tl::unexpected(elapsed.error());
  if (*elapsed) earlier_seconds_ = (*elapsed)->to_number<double>();

  return setup_.file->each(
      0, std::numeric_limits<std::int64_t>::max(),
      [this](const StoredEvaluation& stored) -> Result<void> {
        if (stored.id >= told_) {
          replayed_.emplace(stored.id, stored);
          return {};
        }
        if (stored.id != accounting_.asked) {
          return failure(setup_.file->path().string() + ": trial " +
                         std::to_string(accounting_.asked) + " is missing");
        }
        Outcome outcome;
        outcome.status = stored.status;
        outcome.cached = stored.cached;
        accounting_.count(outcome);
        if (episodes_) {
          const bool taken = stored.status == EvaluationStatus::ok;
          episodes_->add({stored.previous, taken, stored.ended}, stored.point);
        }
        if (uses_cache() && lasting(stored.status)) {
          const std::size_t entry = cache_.entry(stored.point);
          if (!cache_.known(entry)) {
            cache_.store(entry, stored.status, stored.metrics, stored.reason, stored.info);
          }
        }
        if (stored.status == EvaluationStatus::ok && plan().space->fidelity(stored.point) == 1) {
          incumbents_.consider(stored.id, stored.point, stored.metrics, stored.objectives);
        }
        return {};
      });
}

bool Search::stopping() const {
  return setup_.cancel && setup_.cancel->load(std::memory_order_relaxed);
}

bool Search::out_of_time() const {
  const auto& seconds = plan().config.budget.seconds;
  return seconds && elapsed_seconds() >= *seconds;
}

bool Search::nothing_worked() const {
  return accounting_.failed > 0 && accounting_.failed == accounting_.simulated;
}

// When the first evaluations all fail, the simulator does not work at all.
bool Search::hopeless() const {
  return nothing_worked() && accounting_.failed >= k_failures_at_start;
}

std::optional<Ending> Search::limit_reached() const {
  const Budget& budget = plan().config.budget;
  if (stopping()) return Ending::interrupted;
  if (budget.asked && accounting_.asked >= *budget.asked) return Ending::budget;
  if (budget.simulated && accounting_.simulated >= *budget.simulated) return Ending::budget;
  if (out_of_time()) return Ending::budget;
  if (!budget.asked && idle_in_a_row_ >= k_idle_in_a_row) return Ending::no_new_designs;
  if (hopeless()) return Ending::too_many_failures;
  return std::nullopt;
}

std::uint64_t Search::ask_count() const {
  const Budget& budget = plan().config.budget;
  std::uint64_t count = plan().config.batch;
  if (budget.asked) count = std::min(count, *budget.asked - accounting_.asked);
  if (budget.simulated) count = std::min(count, *budget.simulated - accounting_.simulated);
  return count;
}

Result<Ending> Search::run() {
  while (true) {
    auto ending = limit_reached();
    if (!ending) {
      auto stepped = step();
      if (!stepped) {
        // The error that ends the run is worth more than one of the last commit.
        if (recorder_) (void)recorder_->commit();
        return tl::unexpected(stepped.error());
      }
      ending = *stepped;
    }
    if (ending) return finish(*ending);
  }
}

Result<Ending> Search::finish(Ending ending) {
  if (ending != Ending::interrupted && nothing_worked()) ending = Ending::too_many_failures;
  if (!recorder_) return ending;
  // An agent that waits for results is ahead of what it was told: its last saved state stands.
  auto saved = !agent_waits_ ? recorder_->end_of_batch(told_, elapsed_seconds(), true,
                                                       [this] { return agent_.save(call_); })
                             : recorder_->commit();
  if (!saved) return tl::unexpected(saved.error());
  return ending;
}

// One batch. Nothing: go on.
Result<std::optional<Ending>> Search::step() {
  const std::uint64_t count = ask_count();
  for (std::uint64_t row = 0; row < count; ++row) proposals_[row].trial_id = told_ + row;
  auto asked = agent_.ask(call_, std::span(proposal_pointers_).first(count));
  agent_waits_ = true;
  // An agent that takes long stops with the run.
  if (!asked && stopping()) return Ending::interrupted;
  if (!asked) return tl::unexpected(asked.error());
  const std::size_t rows = asked->filled;
  if (rows == 0) {
    if (asked->finished) return Ending::agent_finished;
    return failure("agent '" + plan().agent.name +
                   "' waits for results, but it was told the results of all its proposals");
  }

  if (auto linked = link(rows); !linked) return tl::unexpected(linked.error());
  if (auto scheduled = schedule(rows); !scheduled) return tl::unexpected(scheduled.error());
  if (auto known = conclude_settled(); !known) return tl::unexpected(known.error());
  auto evaluated = setup_.evaluator->evaluate(batch_, pending_, *this);
  if (!evaluated) return tl::unexpected(evaluated.error());
  if (concluded_ < rows) {
    if (stopping()) return Ending::interrupted;
    return hopeless() ? Ending::too_many_failures : Ending::budget;
  }
  if (auto told = tell(rows); !told) {
    if (stopping()) return Ending::interrupted;
    return tl::unexpected(told.error());
  }
  if (recorder_) {
    auto saved = recorder_->end_of_batch(told_, elapsed_seconds(), false,
                                         [this] { return agent_.save(call_); });
    if (!saved) return tl::unexpected(saved.error());
  }
  if (asked->finished) return Ending::agent_finished;
  return std::nullopt;
}

// Ask which trials the proposals refine.
Result<void> Search::link(std::size_t rows) {
  for (std::size_t row = 0; row < rows; ++row) {
    const std::uint64_t trial = told_ + row;
    const std::uint64_t previous = agent_.previous(trial);
    previous_[row] = previous == trial ? std::nullopt : std::optional(previous);
    if (!previous_[row] || previous < told_) continue;
    return failure("agent '" + plan().agent.name + "': trial " + std::to_string(trial) +
                   " is to follow trial " + std::to_string(previous) +
                   " in an episode, which it was not told yet");
  }
  return {};
}

// Bring every proposal into canonical form and find out which ones must be simulated.
Result<void> Search::schedule(std::size_t rows) {
  pending_.clear();
  rows_ = rows;
  concluded_ = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    states_[row] = RowState::known;
    const auto point = batch_.point(row);
    const ag_status status = plan().space->canonicalise(point);
    if (status != AG_OK && status != AG_INFEASIBLE) {
      return failure("agent '" + plan().agent.name + "' proposed a design with a value of the " +
                     "wrong kind or out of range (trial " + std::to_string(told_ + row) + ")");
    }
    same_as_[row] = row;
    if (episodes_) place_in_episode(row);
    Outcome& outcome = batch_.outcome(row);
    auto replayed = schedule_replayed(row);
    if (!replayed) return tl::unexpected(replayed.error());
    if (*replayed) continue;

    outcome = Outcome{};
    if (status == AG_INFEASIBLE) {
      outcome.status = EvaluationStatus::invalid;
      outcome.reason = plan().space->broken(point)->reason;
      std::ranges::fill(batch_.metrics(row), k_nan);
      continue;
    }
    if (uses_cache() && schedule_known(row)) continue;
    if (episodes_ && schedule_after_end(row)) continue;
    states_[row] = RowState::pending;
    pending_.push_back(row);
  }
  return {};
}

void Search::place_in_episode(std::size_t row) {
  EpisodeStep& step = batch_.step(row).emplace();
  step.episode = told_ + row;
  if (!previous_[row]) return;
  step.episode = episodes_->first_of(*previous_[row]);
  step.earlier = episodes_->steps_to(*previous_[row]);
}

// True when nothing can follow the step before: the row has its outcome.
bool Search::schedule_after_end(std::size_t row) {
  if (!previous_[row] || !episodes_->ended(*previous_[row])) return false;
  batch_.fail(row, EvaluationStatus::invalid,
              "the environment ended the episode before, with trial " +
                  std::to_string(episodes_->trials_to(*previous_[row]).back()));
  return true;
}

// A design that was evaluated before, or that an earlier row of this batch is going to evaluate.
bool Search::schedule_known(std::size_t row) {
  const std::size_t entry = entries_[row] = cache_.entry(batch_.point(row));
  if (cache_.known(entry)) {
    Outcome& outcome = batch_.outcome(row);
    outcome.status = cache_.status(entry);
    outcome.cached = true;
    outcome.reason = cache_.reason(entry);
    outcome.info = cache_.info(entry);
    std::ranges::copy(cache_.metrics(entry), batch_.metrics(row).begin());
    return true;
  }
  const std::uint64_t trial = cache_.trial(entry);
  if (trial != ResultCache::k_no_trial && trial >= told_) {
    same_as_[row] = trial - told_;
    return true;
  }
  cache_.set_trial(entry, told_ + row);
  return false;
}

// A trial whose result is in the file. The agent must propose the same design again.
Result<bool> Search::schedule_replayed(std::size_t row) {
  const auto found = replayed_.find(told_ + row);
  if (found == replayed_.end()) return false;
  const StoredEvaluation& stored = found->second;
  const auto point = batch_.point(row);
  const bool same_design = bytes_of(point) == bytes_of(stored.point);
  if (!same_design || previous_[row] != stored.previous) {
    return failure(setup_.file->path().string() + ": cannot be continued: agent '" +
                   plan().agent.name + "' proposes another " + (same_design ? "step" : "design") +
                   " for trial " + std::to_string(stored.id) + " than it did before");
  }
  std::ranges::copy(stored.metrics, batch_.metrics(row).begin());
  Outcome& outcome = batch_.outcome(row) = {};
  outcome.status = stored.status;
  outcome.cached = stored.cached;
  outcome.ended = stored.ended;
  outcome.wall_seconds = stored.wall_seconds;
  outcome.cpu_seconds = stored.cpu_seconds;
  outcome.reason = stored.reason;
  outcome.info = stored.info;
  if (uses_cache()) {
    entries_[row] = cache_.entry(point);
    if (!stored.cached) cache_.set_trial(entries_[row], stored.id);
  }
  return true;
}

// A result has arrived: it is safe at once, and counted when those before it are.
Result<void> Search::settled(std::size_t row) {
  if (setup_.identity) {
    if (auto same = setup_.identity->check(); !same) return same;
  }
  if (auto finished = finish(row); !finished) return finished;
  return conclude_settled();
}

bool Search::proceed() {
  return !stopping() && !out_of_time() && !hopeless();
}

// Count and remember rows in ask order, as far as their results are known.
Result<void> Search::conclude_settled() {
  const std::size_t before = concluded_;
  for (; concluded_ < rows_ && states_[concluded_] != RowState::pending; ++concluded_) {
    if (auto concluded = conclude(concluded_); !concluded) return concluded;
  }
  if (setup_.observer && concluded_ > before) setup_.observer->progress(*this);
  return {};
}

Result<void> Search::conclude(std::size_t row) {
  Outcome& outcome = batch_.outcome(row);
  const auto metrics = batch_.metrics(row);
  if (const std::size_t original = same_as_[row]; original != row) {
    outcome = batch_.outcome(original);
    outcome.cached = true;
    outcome.wall_seconds = outcome.cpu_seconds = 0;
    std::ranges::copy(batch_.metrics(original), metrics.begin());
  }
  if (states_[row] == RowState::known) {
    if (auto finished = finish(row); !finished) return finished;
  }
  const std::uint64_t id = told_ + row;
  const auto point = batch_.point(row);
  accounting_.count(outcome);
  if (episodes_) {
    const bool taken = outcome.status == EvaluationStatus::ok;
    episodes_->add({previous_[row], taken, outcome.ended}, point);
  }
  const bool idle = outcome.cached || outcome.status == EvaluationStatus::invalid;
  idle_in_a_row_ = idle ? idle_in_a_row_ + 1 : 0;
  if (outcome.status == EvaluationStatus::ok && plan().space->fidelity(point) == 1) {
    const std::size_t objectives = plan().objectives.size();
    incumbents_.consider(id, point, metrics,
                         std::span(objectives_).subspan(row * objectives, objectives));
  }
  if (outcome.cached) return {};
  if (uses_cache() && lasting(outcome.status)) {
    cache_.store(entries_[row], outcome.status, metrics, outcome.reason, outcome.info);
  }
  if (is_failure(outcome.status)) {
    last_failure_ = outcome.reason;
    if (setup_.failures) setup_.failures->failed(id, batch_, row);
  }
  return {};
}

// Work out the objectives of a row, and write it to the file unless it is there.
Result<void> Search::finish(std::size_t row) {
  states_[row] = RowState::finished;
  const std::size_t objectives = plan().objectives.size();
  Outcome& outcome = batch_.outcome(row);
  const auto metrics = batch_.metrics(row);
  require_values(plan().wanted(), metrics, outcome);
  const auto values = std::span(objectives_).subspan(row * objectives, objectives);
  const bool ok = outcome.status == EvaluationStatus::ok;
  for (std::size_t k = 0; k < objectives; ++k) {
    values[k] = ok ? plan().objectives[k].value(metrics) : k_nan;
  }
  const std::uint64_t id = told_ + row;
  if (!recorder_ || replayed_.contains(id)) return {};
  return recorder_->append({id, outcome.status, outcome.reason, outcome.info, outcome.cached,
                            previous_[row], outcome.ended, batch_.point(row), metrics, values,
                            outcome.wall_seconds, outcome.cpu_seconds});
}

Result<void> Search::tell(std::size_t rows) {
  const std::size_t objectives = plan().objectives.size();
  const std::size_t constraints = plan().constraints.size();
  for (std::size_t row = 0; row < rows; ++row) {
    const EvaluationStatus status = batch_.outcome(row).status;
    const bool ok = status == EvaluationStatus::ok;
    trials_[row].status = told_status(status, batch_.outcome(row).ended);
    trials_[row].trial_id = told_ + row;
    trials_[row].fidelity = plan().space->fidelity(batch_.point(row));
    for (std::size_t k = 0; k < objectives; ++k) {
      const std::size_t at = row * objectives + k;
      costs_[at] = plan().objectives[k].cost_of(objectives_[at]);
    }
    for (std::size_t k = 0; k < constraints; ++k) {
      violations_[row * constraints + k] =
          ok ? plan().constraints[k].violation(batch_.metrics(row)) : k_nan;
    }
  }
  auto told = agent_.tell(call_, std::span(trial_pointers_).first(rows));
  if (!told) return told;
  told_ += rows;
  agent_waits_ = false;
  replayed_.erase(replayed_.begin(), replayed_.lower_bound(told_));
  return {};
}

}  // namespace archgym::host
