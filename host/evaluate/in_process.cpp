#include "evaluate/in_process.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/clock.hpp"

namespace archgym::host {
namespace {

// More than this in one call gains nothing and delays progress and cancellation.
constexpr std::uint64_t k_largest_call = 256;

EvaluationStatus status_of(ag_status status) {
  switch (status) {
    case AG_OK:
      return EvaluationStatus::ok;
    case AG_INFEASIBLE:
      return EvaluationStatus::infeasible;
    case AG_CANCELLED:
      return EvaluationStatus::cancelled;
    default:
      return EvaluationStatus::failed;
  }
}

bool needs_new_instance(ag_status status) {
  return status == AG_E_INSTANCE || status <= AG_E_PROCESS || status > AG_PENDING;
}

}  // namespace

Result<std::unique_ptr<InProcessEvaluator>> InProcessEvaluator::create(EvaluationSetup setup) {
  auto environment = Environment::create(*setup.services, *setup.manifest, setup.config);
  if (!environment) return tl::unexpected(environment.error());
  return std::unique_ptr<InProcessEvaluator>(
      new InProcessEvaluator(std::move(setup), std::move(*environment)));
}

InProcessEvaluator::InProcessEvaluator(EvaluationSetup setup, Environment environment)
    : setup_(std::move(setup)),
      environment_(std::move(environment)),
      errors_(std::clamp<std::uint64_t>(setup_.manifest->max_batch, 1, k_largest_call)) {
  call_.cancel = setup_.cancel;
  call_.scratch_root = setup_.scratch_root;
  const std::size_t slots = errors_.size();
  requests_.resize(slots);
  results_.resize(slots);
  for (std::size_t slot = 0; slot < slots; ++slot) {
    requests_[slot].struct_size = sizeof(ag_eval_request);
    requests_[slot].seed = setup_.seed;
    requests_[slot].workload = setup_.workload.c_str();
    results_[slot].struct_size = sizeof(ag_eval_result);
    results_[slot].error = errors_[slot].get();
    request_pointers_.push_back(&requests_[slot]);
    result_pointers_.push_back(&results_[slot]);
  }
}

Result<void> InProcessEvaluator::recreate() {
  auto fresh = Environment::create(*setup_.services, *setup_.manifest, setup_.config);
  if (!fresh) return tl::unexpected(fresh.error());
  environment_ = std::move(*fresh);
  return {};
}

Result<void> InProcessEvaluator::evaluate(Batch& batch, std::span<const std::size_t> rows) {
  const std::size_t count = rows.size();
  for (std::size_t slot = 0; slot < count; ++slot) {
    const auto point = batch.point(rows[slot]);
    const auto metrics = batch.metrics(rows[slot]);
    std::fill(metrics.begin(), metrics.end(), std::numeric_limits<double>::quiet_NaN());
    requests_[slot].parameters = point.data();
    requests_[slot].parameter_count = point.size();
    results_[slot].status = AG_OK;
    results_[slot].metrics = metrics.data();
    results_[slot].metric_count = metrics.size();
    errors_[slot].reset();
  }

  ErrorText call_error;
  const Stopwatch stopwatch;
  const ag_status status =
      environment_.evaluate(call_, std::span(request_pointers_).first(count),
                            std::span(result_pointers_).first(count), call_error.get());
  const double wall = stopwatch.wall_seconds() / static_cast<double>(count);
  const double cpu = stopwatch.cpu_seconds() / static_cast<double>(count);
  call_.remove_scratch();

  bool dead = needs_new_instance(status);
  std::vector<std::size_t> not_evaluated;
  for (std::size_t slot = 0; slot < count; ++slot) {
    const ag_status item = status == AG_OK ? results_[slot].status : status;
    Outcome& outcome = batch.outcome(rows[slot]);
    outcome.status = status_of(item);
    outcome.cached = false;
    outcome.wall_seconds = wall;
    outcome.cpu_seconds = cpu;
    outcome.reason.clear();
    // No minus zero: SQLite does not keep its sign, and a resumed run must tell the same bytes.
    for (double& metric : batch.metrics(rows[slot])) metric += 0.0;
    if (item == AG_OK) continue;
    const ErrorText& error = status == AG_OK ? errors_[slot] : call_error;
    outcome.reason = error.text(status_name(item));
    dead = dead || needs_new_instance(item);
    if (item == AG_E_TRANSIENT) not_evaluated.push_back(rows[slot]);
  }
  if (!dead) return {};
  if (auto recreated = recreate(); !recreated) return recreated;
  // Rows that another row took down with the instance get their turn with the new one. Every such
  // round settles at least the row that did it.
  if (not_evaluated.empty() || not_evaluated.size() == count) return {};
  return evaluate(batch, not_evaluated);
}

}  // namespace archgym::host
