// How a session goes on where another one was.
#include <archgym/random.hpp>

#include <algorithm>
#include <limits>
#include <utility>

#include "adapter/create.hpp"
#include "run/restart.hpp"
#include "run/search.hpp"

namespace archgym::host {
namespace {

// An agent that takes the place of another one must not go the same way again.
std::uint64_t agent_seed(std::uint64_t run_seed, std::uint64_t first) {
  return first == 0 ? run_seed : archgym::Random(run_seed, "agent", first).bits64();
}

}  // namespace

Result<std::unique_ptr<Search>> Search::create(const SearchSetup& setup) {
  const Plan& plan = *setup.plan;
  std::uint64_t first = 0;
  if (setup.file) {
    auto stored = first_trial_of_agent(*setup.file);
    if (!stored) return tl::unexpected(stored.error());
    first = *stored;
  }
  auto problem = std::make_unique<Problem>(plan);
  auto agent = create_agent(*setup.services, plan.agent, problem->table(), plan.hyperparameters,
                            agent_seed(plan.config.seed, first));
  if (!agent) return tl::unexpected(agent.error());
  std::unique_ptr<Search> search(new Search(setup, std::move(problem), std::move(*agent), first));
  if (auto restored = search->restore(); !restored) return tl::unexpected(restored.error());
  return search;
}

Result<void> Search::restore() {
  if (!setup_.file) return tell_baseline();
  const RunFile& file = *setup_.file;
  const auto elapsed = file.number("elapsed_seconds");
  if (!elapsed) return tl::unexpected(elapsed.error());
  spending_.add_earlier_seconds(elapsed->value_or(0));
  auto checkpoint = file.checkpoint();
  if (!checkpoint) return tl::unexpected(checkpoint.error());
  const bool has_state = checkpoint->has_value();
  const std::uint64_t told = has_state ? (*checkpoint)->told : first_;
  if (!has_state) {
    if (auto done = tell_baseline(); !done) return done;
  }
  std::uint64_t next = first_;
  auto read = file.each(0, std::numeric_limits<std::int64_t>::max(),
                        [&](const StoredEvaluation& stored) -> Result<void> {
                          if (stored.id >= told) {
                            stored_.add(stored);
                            return {};
                          }
                          // Proposals of an agent that was replaced may have been given up.
                          if (stored.id >= first_ && stored.id != next++) {
                            return failure(file.path().string() + ": trial " +
                                           std::to_string(next - 1) + " is missing");
                          }
                          return restore_told(stored, !has_state);
                        });
  if (!read) return read;
  if (next < told) {
    return failure(file.path().string() + ": trial " + std::to_string(next) + " is missing");
  }
  window_.start_at(told);
  return has_state ? restore_loop(std::move((*checkpoint)->agent_state)) : Result<void>{};
}

Result<void> Search::tell_baseline() {
  if (!setup_.baseline) return {};
  const Baseline& baseline = *setup_.baseline;
  telling_.add(k_default_design_trial, baseline.point, baseline.outcome, baseline.metrics,
               baseline.objectives);
  return telling_.send(agent_, call_);
}

// A trial that the agent knows, or that it is told as one that it never asked for.
Result<void> Search::restore_told(const StoredEvaluation& stored, bool tell) {
  const bool entered = uses_cache() && Accounting::needs_simulation(stored.outcome);
  remember(
      {stored.id, stored.outcome, stored.previous, stored.point, stored.metrics, stored.objectives},
      entered ? cache_.entry(stored.point) : 0);
  spending_.told(stored.outcome);
  if (!tell) return {};
  telling_.add(stored.id, stored.point, stored.outcome, stored.metrics, stored.objectives);
  return telling_.send(agent_, call_);
}

Result<void> Search::restore_loop(const std::vector<std::byte>& bytes) {
  const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  auto state = loop_state_from_bytes(text, plan().space->size());
  if (!state) return within(setup_.file->path().string() + ": checkpoint", state.error());
  if (auto loaded = agent_.load(call_, state->agent); !loaded) return loaded;
  agent_finished_ = state->agent_finished;
  asked_ = state->asked;
  if (state->under_way.size() > window_.room()) {
    return failure(setup_.file->path().string() +
                   ": more trials are under way than the window has");
  }
  window_.take(state->under_way.size());
  for (std::size_t k = 0; k < state->under_way.size(); ++k) {
    const LoopState::Proposal& proposal = state->under_way[k];
    const std::uint64_t trial = window_.told() + k;
    const std::size_t row = window_.row(trial);
    std::ranges::copy(proposal.point, window_.batch().point(row).begin());
    window_.proposal(row) = {.previous = proposal.previous};
    if (auto scheduled = schedule(trial, proposal.copy); !scheduled) return scheduled;
  }
  return {};
}

Result<void> Search::save() {
  auto agent = agent_.save(call_);
  if (!agent) return tl::unexpected(agent.error());
  if (!*agent) return {};
  LoopState state{{}, asked_, agent_finished_, std::move(**agent)};
  for (std::uint64_t trial = window_.told(); trial < window_.asked(); ++trial) {
    const std::size_t row = window_.row(trial);
    const auto point = window_.batch().point(row);
    const auto& proposal = window_.proposal(row);
    state.under_way.push_back(
        {Point(point.begin(), point.end()), proposal.copy, proposal.previous});
  }
  return recorder_->save(window_.told(), to_bytes(state));
}

}  // namespace archgym::host
