#include "evaluate/in_process.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "base/clock.hpp"
#include "base/running.hpp"
#include "evaluate/reasons.hpp"

namespace archgym::host {
namespace {

// More than this in one call gains nothing.
constexpr std::uint64_t k_largest_call = 256;

// Doubles behind the metrics of every slot that a plugin has no business with.
constexpr std::size_t k_guards = 8;
constexpr std::uint64_t k_guard_bits = 0x7ff8a6c47cd2b19eULL;  // a NaN that no arithmetic makes

// A code that is not listed is treated as AG_E_PROCESS.
bool ends_process(ag_status status) {
  return status <= AG_E_PROCESS || status > AG_UNREADABLE;
}

bool ends_instance(ag_status status) {
  return status == AG_E_INSTANCE || ends_process(status);
}

}  // namespace

Result<std::unique_ptr<InProcessEvaluator>> InProcessEvaluator::create(EvaluationSetup setup,
                                                                       clockid_t cpu_clock) {
  std::unique_ptr<InProcessEvaluator> evaluator(
      new InProcessEvaluator(std::move(setup), cpu_clock));
  auto instances = Instances::create(evaluator->setup_);
  if (!instances) return tl::unexpected(instances.error());
  evaluator->instances_.emplace(std::move(*instances));
  return evaluator;
}

InProcessEvaluator::InProcessEvaluator(EvaluationSetup setup, clockid_t cpu_clock)
    : setup_(std::move(setup)),
      cpu_clock_(cpu_clock),
      call_size_(std::clamp<std::uint64_t>(setup_.manifest->max_batch, 1, k_largest_call)),
      stride_(setup_.manifest->metrics.size() + k_guards),
      errors_(call_size_.largest()),
      infos_(call_size_.largest()) {
  call_.cancel = setup_.cancel;
  call_.scratch_root = setup_.scratch_root;
  const std::size_t slots = errors_.size();
  metrics_.assign(slots * stride_, std::bit_cast<double>(k_guard_bits));
  requests_.resize(slots);
  results_.resize(slots);
  for (std::size_t slot = 0; slot < slots; ++slot) {
    requests_[slot].struct_size = sizeof(ag_eval_request);
    requests_[slot].seed = setup_.seed;
    requests_[slot].workload = setup_.workload.c_str();
    request_pointers_.push_back(&requests_[slot]);
    result_pointers_.push_back(&results_[slot]);
  }
}

Result<void> InProcessEvaluator::evaluate(Batch& batch, std::span<const std::size_t> rows,
                                          EvaluationObserver& observer) {
  while (!rows.empty()) {
    if (asked_to_stop() || !observer.proceed()) break;
    const bool step = batch.step(rows.front()).has_value();
    const auto slice = rows.first(step ? 1 : std::min(call_size_.next(), rows.size()));
    call(batch, slice);
    for (const std::size_t row : slice) {
      if (batch.outcome(row).status == EvaluationStatus::cancelled) continue;
      if (auto settled = observer.settled(row); !settled) return settled;
    }
    rows = rows.subspan(slice.size());
  }
  for (const std::size_t row : rows) batch.cancel(row);
  return {};
}

void InProcessEvaluator::prepare(std::size_t slot, std::span<const ag_value> point) {
  const auto metrics = std::span(metrics_).subspan(slot * stride_, stride_ - k_guards);
  std::fill(metrics.begin(), metrics.end(), std::numeric_limits<double>::quiet_NaN());
  requests_[slot].parameters = point.data();
  requests_[slot].parameter_count = point.size();
  errors_[slot].reset();
  infos_[slot].reset();
  results_[slot] = {sizeof(ag_eval_result), AG_OK,
                    metrics.data(),         metrics.size(),
                    errors_[slot].get(),    infos_[slot].get()};
}

bool InProcessEvaluator::overran(std::size_t slot) const {
  const auto guards = std::span(metrics_).subspan((slot + 1) * stride_ - k_guards, k_guards);
  return std::ranges::any_of(
      guards, [](double guard) { return std::bit_cast<std::uint64_t>(guard) != k_guard_bits; });
}

// Fills metrics and outcome of a row. False when the instance cannot be used any more.
bool InProcessEvaluator::conclude(Batch& batch, std::size_t slot, std::size_t row,
                                  ag_status call_status, const ErrorText& call_error) {
  ag_status item = call_status == AG_OK ? results_[slot].status : call_status;
  const auto metrics = batch.metrics(row);
  Outcome& outcome = batch.outcome(row);
  outcome.ended = call_status == AG_OK && item == AG_DONE && batch.step(row);
  if (outcome.ended) item = AG_OK;
  outcome.status = evaluation_status_of(item);
  // No minus zero: SQLite does not keep its sign, and a resumed run must tell the same bytes.
  std::transform(metrics_.begin() + static_cast<std::ptrdiff_t>(slot * stride_),
                 metrics_.begin() + static_cast<std::ptrdiff_t>(slot * stride_ + metrics.size()),
                 metrics.begin(), [](double metric) { return metric + 0.0; });
  const bool too_far = overran(slot);
  if (too_far) {
    outcome.ended = false;
    outcome.status = EvaluationStatus::failed;
    outcome.reason = "the plugin wrote past the end of the metrics (AG-MEM-1)";
    std::fill_n(metrics_.begin() + static_cast<std::ptrdiff_t>((slot + 1) * stride_ - k_guards),
                k_guards, std::bit_cast<double>(k_guard_bits));
  }
  if (outcome.status != EvaluationStatus::ok) {
    std::ranges::fill(metrics, std::numeric_limits<double>::quiet_NaN());
    if (outcome.reason.empty()) {
      outcome.reason = (call_status == AG_OK ? errors_[slot] : call_error).text(status_name(item));
    }
  }
  if (item == AG_CANCELLED && call_.past_deadline()) {
    outcome.status = EvaluationStatus::timeout;
    outcome.reason = timeout_reason(*setup_.limits.timeout_seconds);
  }
  if (outcome.status == EvaluationStatus::cancelled && !asked_to_stop()) {
    outcome.status = EvaluationStatus::failed;
    outcome.reason = "the plugin gave up a call that nobody had cancelled";
  }
  outcome.info = infos_[slot].take();
  outcome.transient = item == AG_E_TRANSIENT;
  // Without a file of the user's it is a design that the plugin does not want.
  outcome.refused = item == AG_E_INVALID && setup_.has_workload_file();
  process_suspect_ = process_suspect_ || too_far || ends_process(item);
  return !too_far && !ends_instance(item);
}

// The scratch directory of a call goes with it, unless the user wants to see those of failures.
void InProcessEvaluator::end_scratch(Batch& batch, std::span<const std::size_t> rows) {
  if (call_.scratch.empty()) return;
  const bool failed = std::ranges::any_of(rows, [&batch](std::size_t row) {
    const EvaluationStatus status = batch.outcome(row).status;
    return status != EvaluationStatus::ok && status != EvaluationStatus::cancelled;
  });
  if (setup_.keep_scratch && failed) {
    setup_.services->log(AG_LOG_WARN, "scratch", "kept for a failure: " + call_.scratch);
    call_.scratch.clear();
  } else {
    call_.remove_scratch();
  }
}

bool InProcessEvaluator::asked_to_stop() const {
  return setup_.cancel && setup_.cancel->load(std::memory_order_relaxed);
}

void InProcessEvaluator::start_clock() {
  const auto& timeout = setup_.limits.timeout_seconds;
  call_.deadline = timeout ? monotonic_seconds() + *timeout : 0;
}

// The status of the call; those of the rows are in results_.
ag_status InProcessEvaluator::run_plugin(Batch& batch, std::span<const std::size_t> rows,
                                         ErrorText& error) {
  const Running running("environment", setup_.manifest->name.c_str());
  instances_->enter();
  const bool step = batch.step(rows.front()).has_value();
  const ag_status status =
      step ? take_step(batch, rows.front(), error) : evaluate_rows(rows.size(), error);
  instances_->leave();
  return status;
}

ag_status InProcessEvaluator::evaluate_rows(std::size_t count, ErrorText& error) {
  if (asked_to_stop()) return AG_CANCELLED;
  instances_->taken().reset();
  start_clock();
  if (setup_.watched) call_.deadline = 0;  // the host's clock counts for the points of the call
  return instances_->current().evaluate(call_, std::span(request_pointers_).first(count),
                                        std::span(result_pointers_).first(count), error.get());
}

ag_status InProcessEvaluator::take_step(Batch& batch, std::size_t row, ErrorText& error) {
  const auto& earlier = batch.step(row)->earlier;
  const auto point = batch.point(row);
  auto& taken = instances_->taken();
  const bool ready = taken && same_steps(*taken, earlier);
  taken.reset();
  if (!ready) {
    const ag_status status = take_again(batch, row, error);
    if (status != AG_OK || results_[0].status != AG_OK) return status;
  }
  const ag_status status = step(point, error);
  if (status == AG_OK && results_[0].status == AG_OK) {
    taken = earlier;
    taken->insert(taken->end(), point.begin(), point.end());
  }
  return status;
}

// Brings the instance to where the steps before have left another one.
ag_status InProcessEvaluator::take_again(Batch& batch, std::size_t row, ErrorText& error) {
  const std::span<const ag_value> earlier = batch.step(row)->earlier;
  start_clock();
  ag_status status = instances_->current().reset(call_, error.get());
  for (std::size_t k = 0; k + 1 < batch.step_count(row) && status == AG_OK; ++k) {
    status = step(earlier.subspan(k * batch.parameters(), batch.parameters()), error);
    ag_status& result = results_[0].status;
    if (status == AG_OK && result == AG_OK) {
      call_.remove_scratch();  // each step has its own
      continue;
    }
    if (result == AG_INFEASIBLE || result == AG_DONE) {
      errors_[0].set("step " + std::to_string(k + 1) +
                     " of the episode was taken again, and ended with " + status_name(result) +
                     " this time");
      result = AG_FAILED;
    }
    break;
  }
  return status;
}

ag_status InProcessEvaluator::step(std::span<const ag_value> point, ErrorText& error) {
  prepare(0, point);
  if (asked_to_stop()) return AG_CANCELLED;
  start_clock();
  return instances_->current().step(call_, requests_[0], results_[0], error.get());
}

// Every row gets an outcome, which depends on nothing but its design. So when a call of several
// points fails as a whole, or runs out of time, each of them is tried again alone; and a point that
// breaks an instance with a past is tried again with a fresh one.
void InProcessEvaluator::call(Batch& batch, std::span<const std::size_t> rows) {
  if (!replace_instance()) {
    for (const std::size_t row : rows) {
      batch.fail(row, EvaluationStatus::failed, no_instance_);
      batch.outcome(row).transient = true;
    }
    return;
  }
  if (const auto& step = batch.step(rows.front())) instances_->choose_for(step->earlier);
  const bool used = instances_->used();
  const bool whole = call_once(batch, rows);
  // The host makes another process for what this one cannot be trusted with.
  if (asked_to_stop() || (setup_.watched && process_suspect_)) return;
  if (rows.size() == 1) {
    if (must_replace_ && used) call(batch, rows);
    return;
  }
  const bool broken = must_replace_;
  for (const std::size_t& row : rows) {
    const Outcome& outcome = batch.outcome(row);
    const bool not_evaluated = broken && outcome.transient;
    const bool late = outcome.status == EvaluationStatus::timeout;
    if (!whole || not_evaluated || late) call(batch, {&row, 1});
  }
}

// False when there is none that could evaluate.
bool InProcessEvaluator::replace_instance() {
  if (!must_replace_) return true;
  auto replaced = instances_->replace();
  must_replace_ = !replaced;
  if (!replaced) {
    no_instance_ = replaced.error().message;
    process_suspect_ = true;  // another process may do better
  }
  return !must_replace_;
}

// False when the call failed as a whole, which says nothing about any one of its points.
bool InProcessEvaluator::call_once(Batch& batch, std::span<const std::size_t> rows) {
  const std::size_t count = rows.size();
  for (std::size_t slot = 0; slot < count; ++slot) prepare(slot, batch.point(rows[slot]));

  ErrorText call_error;
  // An adapter's simulator is a child of this process.
  const bool runs_children = setup_.manifest->adapter == Adapter::process;
  const double children_before = runs_children ? seconds_of_children() : 0;
  const Stopwatch stopwatch(cpu_clock_);
  const ag_status status = run_plugin(batch, rows, call_error);
  const double wall = stopwatch.wall_seconds();
  const double cpu =
      stopwatch.cpu_seconds() + (runs_children ? seconds_of_children() - children_before : 0);
  call_size_.record(count, wall);

  must_replace_ = ends_instance(status);
  for (std::size_t slot = 0; slot < count; ++slot) {
    Outcome& outcome = batch.outcome(rows[slot]);
    outcome = Outcome{};
    outcome.wall_seconds = wall / static_cast<double>(count);
    outcome.cpu_seconds = cpu / static_cast<double>(count);
    const bool alive = conclude(batch, slot, rows[slot], status, call_error);
    must_replace_ = must_replace_ || !alive;
  }
  end_scratch(batch, rows);
  return status == AG_OK;
}

}  // namespace archgym::host
