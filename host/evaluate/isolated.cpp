#include "evaluate/isolated.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "base/clock.hpp"

namespace archgym::host {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t k_largest_call = 256;
// How often the memory of a worker is looked at between calls.
constexpr double k_memory_check_seconds = 0.1;

std::size_t largest_call(const EvaluationSetup& setup) {
  if (setup.limits.recycle_after == 1u) return 1;
  return std::clamp<std::uint64_t>(setup.manifest->max_batch, 1, k_largest_call);
}

}  // namespace

IsolatedEvaluator::IsolatedEvaluator(EvaluationSetup setup, fs::path executable)
    : setup_(std::move(setup)),
      executable_(executable.empty() ? "/proc/self/exe" : std::move(executable)),
      call_size_(largest_call(setup_)) {}

IsolatedEvaluator::~IsolatedEvaluator() {
  if (worker_) worker_->end();
  drop_worker();
}

bool IsolatedEvaluator::stopping() const {
  return setup_.cancel && setup_.cancel->load(std::memory_order_relaxed);
}

Result<void> IsolatedEvaluator::start() {
  std::string pattern = (setup_.scratch_root / "worker-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) {
    return failure("the worker process cannot be started: no directory can be made in " +
                   setup_.scratch_root.string() + ": " + std::generic_category().message(errno));
  }
  directory_ = pattern;
  auto worker = Worker::start(setup_, executable_, directory_);
  if (!worker) {
    drop_worker();
    return tl::unexpected(worker.error());
  }
  worker_ = std::move(*worker);
  return {};
}

// Ends the process, however it is, and removes what it left. Scratch directories of failures are
// kept when the user asked for it.
void IsolatedEvaluator::drop_worker() {
  worker_.reset();
  std::error_code ignored;
  if (!setup_.keep_scratch) {
    fs::remove_all(directory_, ignored);
    return;
  }
  fs::remove(directory_ / "output", ignored);
  fs::remove(directory_, ignored);  // fails, as it should, when something was kept
}

Result<void> IsolatedEvaluator::evaluate(Batch& batch, std::span<const std::size_t> rows,
                                         EvaluationObserver& observer) {
  while (!rows.empty() && !stopping() && observer.proceed()) {
    const bool step = batch.step(rows.front()).has_value();
    const auto slice = rows.first(step ? 1 : std::min(call_size_.next(), rows.size()));
    evaluate_slice(batch, slice);
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
  const bool fresh = !worker_ || worker_->evaluations() == 0;
  CallEnd end = call(batch, rows);
  call_size_.record(rows.size(), monotonic_seconds() - started);
  if (!end.status) return;
  if (rows.size() > 1 && !stopping()) {
    for (const std::size_t& row : rows) evaluate_slice(batch, {&row, 1});
    return;
  }
  if (end.past_may_matter && !fresh && !stopping()) {
    end = call(batch, rows);
    if (!end.status) return;
  }
  const double wall = monotonic_seconds() - started;
  for (const std::size_t row : rows) {
    batch.fail(row, *end.status, end.reason);
    batch.outcome(row).wall_seconds = wall;
  }
}

// One call, after which there is a worker or none, but not a broken one.
CallEnd IsolatedEvaluator::call(Batch& batch, std::span<const std::size_t> rows) {
  if (!worker_) {
    if (auto started = start(); !started) {
      if (stopping()) return {false, EvaluationStatus::cancelled, started.error().message};
      for (const std::size_t row : rows) {
        batch.fail(row, EvaluationStatus::failed, started.error().message);
        batch.outcome(row).transient = started.error().fault == Fault::failure;
      }
      return {};
    }
  }
  CallEnd end = worker_->call(batch, rows);
  if (end.worker_lives) {
    recycle_if_due();
  } else {
    drop_worker();
  }
  return end;
}

void IsolatedEvaluator::recycle_if_due() {
  const Limits& limits = setup_.limits;
  // With 1 the worker forks for every evaluation and has nothing to be recycled for.
  const bool spent =
      limits.recycle_after.value_or(1) > 1 && worker_->evaluations() >= *limits.recycle_after;
  bool grown = false;
  if (const double now = monotonic_seconds(); limits.memory_mebibytes && now > next_memory_check_) {
    next_memory_check_ = now + k_memory_check_seconds;
    grown = worker_->memory_mebibytes() > *limits.memory_mebibytes;
  }
  if (!spent && !grown) return;
  worker_->end();
  drop_worker();
}

}  // namespace archgym::host
