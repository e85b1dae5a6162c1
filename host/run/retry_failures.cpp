#include "run/retry_failures.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "run/cache.hpp"
#include "run/restart.hpp"

namespace archgym::host {
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

// The trials that share a design, the first one in front.
using Trials = std::vector<StoredEvaluation>;

Result<std::vector<Trials>> failed_designs(const RunFile& file) {
  std::vector<Trials> designs;
  std::map<std::string, std::size_t, std::less<>> places;
  auto read = file.each(
      0, std::numeric_limits<std::int64_t>::max(),
      [&](const StoredEvaluation& row) -> Result<void> {
        if (row.previous) {
          return bad_input(file.path().string() +
                           ": failed steps of episodes cannot be evaluated again: the steps after "
                           "them were taken without them");
        }
        if (!is_failure(row.outcome.status)) return {};
        const auto [place, fresh] =
            places.emplace(std::string(bytes_of(row.point)), designs.size());
        if (fresh) designs.emplace_back();
        designs[place->second].push_back(row);
        return {};
      });
  if (!read) return tl::unexpected(read.error());
  return designs;
}

// Writes results as they arrive.
class Replacing final : public EvaluationObserver {
 public:
  Replacing(const Plan& plan, RunFile& file, Batch& batch, std::span<const Trials> designs,
            const std::atomic<bool>* cancel)
      : plan_(plan), file_(file), batch_(batch), designs_(designs), cancel_(cancel) {}

  Result<void> settled(std::size_t row) override {
    if (auto begun = file_.begin(); !begun) return begun;
    for (const StoredEvaluation& trial : designs_[row]) {
      if (auto done = replace(trial, row); !done) {
        file_.rollback();
        return done;
      }
    }
    return file_.commit();
  }
  bool proceed() override { return !cancel_ || !cancel_->load(std::memory_order_relaxed); }

 private:
  Result<void> replace(const StoredEvaluation& trial, std::size_t row) {
    Outcome outcome = batch_.outcome(row);
    outcome.cached = &trial != &designs_[row].front();
    if (outcome.cached) outcome.wall_seconds = outcome.cpu_seconds = 0;
    const auto metrics = batch_.metrics(row);
    require_values(plan_.wanted(), metrics, outcome);
    std::vector<double> objectives;
    for (const Objective& objective : plan_.objectives) {
      const bool ok = outcome.status == EvaluationStatus::ok;
      objectives.push_back(ok ? objective.value(metrics) : k_nan);
    }
    if (auto removed = file_.remove(trial.id); !removed) return removed;
    return file_.append({trial.id, outcome, trial.previous, trial.point, metrics, objectives});
  }

  const Plan& plan_;
  RunFile& file_;
  Batch& batch_;
  std::span<const Trials> designs_;
  const std::atomic<bool>* cancel_;
};

Result<void> add_elapsed(RunFile& file, double seconds) {
  const auto before = file.number("elapsed_seconds");
  if (!before) return tl::unexpected(before.error());
  return file.set("elapsed_seconds", seconds + before->value_or(0));
}

}  // namespace

Result<std::size_t> retry_failures(const Plan& plan, Evaluations& evaluations, RunFile& file,
                                   const std::atomic<bool>* cancel) {
  const double started = monotonic_seconds();
  auto designs = failed_designs(file);
  if (!designs) return tl::unexpected(designs.error());
  if (designs->empty()) return 0;
  if (auto restarted = restart_agent(file); !restarted) return tl::unexpected(restarted.error());

  Batch batch(plan.space->size(), plan.environment.metrics.size());
  batch.resize(designs->size());
  for (std::size_t row = 0; row < designs->size(); ++row) {
    std::ranges::copy((*designs)[row].front().point, batch.point(row).begin());
  }
  std::vector<std::size_t> rows(designs->size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  Replacing observer(plan, file, batch, *designs, cancel);
  evaluations.begin(batch, rows);
  Result<void> done;
  while (done && observer.proceed() && !evaluations.idle()) done = evaluations.advance(observer);
  if (auto stopped = evaluations.stop(observer); done) done = stopped;
  if (done) done = add_elapsed(file, monotonic_seconds() - started);
  if (!done) return tl::unexpected(done.error());
  return designs->size();
}

}  // namespace archgym::host
