#include "evaluate/isolated.hpp"

#include <algorithm>
#include <utility>

#include "base/clock.hpp"

namespace archgym::host {
namespace {

constexpr std::uint64_t k_largest_call = 256;
// How often the memory of a worker is looked at between calls.
constexpr double k_memory_check_seconds = 0.1;

std::size_t largest_call(const EvaluationSetup& setup) {
  if (setup.limits.recycle_after == 1u) return 1;
  return std::clamp<std::uint64_t>(setup.manifest->max_batch, 1, k_largest_call);
}

}  // namespace

IsolatedEvaluator::IsolatedEvaluator(std::shared_ptr<Workers> workers, std::size_t lane)
    : workers_(std::move(workers)), lane_(lane), call_size_(largest_call(workers_->setup())) {}

Result<void> IsolatedEvaluator::evaluate(Batch& batch, std::span<const std::size_t> rows,
                                         EvaluationObserver& observer) {
  while (!rows.empty() && !workers_->stopping() && observer.proceed()) {
    const bool step = batch.step(rows.front()).has_value();
    auto slice = rows.first(step ? 1 : std::min(call_size_.next(), rows.size()));
    evaluate_slice(batch, slice);
    if (!no_worker_.empty()) fail_without_worker(batch, slice = rows);
    for (const std::size_t row : slice) {
      if (batch.outcome(row).status == EvaluationStatus::cancelled) continue;
      if (auto settled = observer.settled(row); !settled) return settled;
    }
    rows = rows.subspan(slice.size());
  }
  for (const std::size_t row : rows) batch.cancel(row);
  return {};
}

// Every row gets an outcome.
void IsolatedEvaluator::evaluate_slice(Batch& batch, std::span<const std::size_t> rows) {
  const double started = monotonic_seconds();
  CallEnd end = call(batch, rows);
  call_size_.record(rows.size(), monotonic_seconds() - started);
  if (end.status && rows.size() > 1 && !workers_->stopping()) {
    for (const std::size_t& row : rows) evaluate_slice(batch, {&row, 1});
    return;
  }
  while (end.past_may_matter && !workers_->stopping()) end = call(batch, rows);
  if (!end.status) return;
  const double wall = monotonic_seconds() - started;
  for (const std::size_t row : rows) {
    batch.fail(row, *end.status, end.reason);
    batch.outcome(row).wall_seconds = wall;
  }
}

// One call. When a worker without a past made it, its past cannot matter.
CallEnd IsolatedEvaluator::call(Batch& batch, std::span<const std::size_t> rows) {
  auto worker = workers_->take(lane_);
  no_worker_ = worker || workers_->stopping() ? "" : worker.error().message;
  if (!no_worker_.empty()) {
    fail_without_worker(batch, rows);
    return {};
  }
  if (!worker) return {false, EvaluationStatus::cancelled, worker.error().message};
  const bool fresh = (*worker)->evaluations() == 0;
  CallEnd end = (*worker)->call(batch, rows);
  const bool passing = !end.status && std::ranges::any_of(rows, [&batch](std::size_t row) {
    return batch.outcome(row).transient;  // perhaps for something that only this process lacks
  });
  if (!end.worker_lives) {
    workers_->drop(std::move(*worker));
  } else if (passing || due_for_replacement(**worker)) {
    (*worker)->end();
    workers_->drop(std::move(*worker));
  } else {
    workers_->give_back(lane_, std::move(*worker));
  }
  end.past_may_matter = end.past_may_matter && !fresh;
  return end;
}

// Until there is one again, no attempt is worth its time.
void IsolatedEvaluator::fail_without_worker(Batch& batch, std::span<const std::size_t> rows) const {
  for (const std::size_t row : rows) {
    batch.fail(row, EvaluationStatus::failed, no_worker_);
    batch.outcome(row).transient = true;
  }
}

bool IsolatedEvaluator::due_for_replacement(Worker& worker) {
  const Limits& limits = workers_->setup().limits;
  // With 1 the worker forks for every evaluation and has nothing to be recycled for.
  const std::uint64_t share = limits.recycle_after.value_or(1);
  if (worker.worn() || (share > 1 && worker.evaluations() >= share)) return true;
  if (const double now = monotonic_seconds(); limits.memory_mebibytes && now > next_memory_check_) {
    next_memory_check_ = now + k_memory_check_seconds;
    return worker.memory_mebibytes() > *limits.memory_mebibytes;
  }
  return false;
}

}  // namespace archgym::host
