#include "evaluate/retry.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/clock.hpp"

namespace archgym::host {
namespace {

// Attempts before it is asked whose fault it is.
constexpr int k_attempts = 4;
constexpr double k_wait_growth = 4;
constexpr useconds_t k_look_microseconds = 10'000;

// How a simulator ends that cannot write its files.
bool may_lack_disk(EvaluationStatus status) {
  return status == EvaluationStatus::failed || status == EvaluationStatus::crashed ||
         status == EvaluationStatus::parse_error;
}

// Passes on what is final, and remembers the rest.
class Passing final : public EvaluationObserver {
 public:
  Passing(Machine& machine, Batch& batch, EvaluationObserver& observer)
      : machine_(machine), batch_(batch), observer_(observer) {}

  Result<void> settled(std::size_t row) override {
    Outcome& outcome = batch_.outcome(row);
    if (may_lack_disk(outcome.status) && !outcome.transient) blame_disk(outcome);
    if (outcome.transient) {
      rows_.push_back(row);
      return {};
    }
    if (outcome.status == EvaluationStatus::ok) machine_.worked(batch_, row);
    return observer_.settled(row);
  }
  bool proceed() override { return observer_.proceed(); }

  std::vector<std::size_t> take() { return std::exchange(rows_, {}); }

 private:
  void blame_disk(Outcome& outcome) {
    const std::string trouble = machine_.disk_trouble();
    if (trouble.empty()) return;
    outcome.transient = true;
    outcome.reason += (outcome.reason.empty() ? "" : "; ") + trouble;
  }

  Machine& machine_;
  Batch& batch_;
  EvaluationObserver& observer_;
  std::vector<std::size_t> rows_;
};

// Remembers how the only row of a batch ended.
class Probe final : public EvaluationObserver {
 public:
  explicit Probe(Batch& batch) : batch_(batch) {}
  Result<void> settled(std::size_t row) override {
    worked_ = batch_.outcome(row).status == EvaluationStatus::ok;
    return {};
  }
  bool proceed() override { return true; }
  bool worked() const { return worked_; }

 private:
  Batch& batch_;
  bool worked_ = false;
};

}  // namespace

Result<void> RetryingEvaluator::evaluate(Batch& batch, std::span<const std::size_t> rows,
                                         EvaluationObserver& observer) {
  Passing passing(*machine_, batch, observer);
  if (auto done = evaluator_->evaluate(batch, rows, passing); !done) return done;
  return evaluate_again(batch, passing.take(), observer);
}

Result<void> RetryingEvaluator::evaluate_again(Batch& batch, std::vector<std::size_t> rows,
                                               EvaluationObserver& observer) {
  if (rows.empty()) return {};
  const double began = monotonic_seconds();
  const Patience& patience = machine_->patience();
  Passing passing(*machine_, batch, observer);
  double seconds = patience.first_wait_seconds;
  for (int attempts = 1; !rows.empty(); ++attempts) {
    bool own_fault = false;
    if (attempts >= k_attempts) {
      own_fault = machine_works(batch);
      if (!own_fault) machine_->say(batch.outcome(rows.front()).reason);
      if (!own_fault && machine_->given_up(began)) {
        const std::string reason = batch.outcome(rows.front()).reason;
        for (const std::size_t row : rows) batch.cancel(row);
        return machine_failure("nothing could be evaluated for a while (patience_seconds): " +
                               reason);
      }
    }
    if (!own_fault && !wait(seconds, observer)) {
      for (const std::size_t row : rows) batch.cancel(row);
      return {};
    }
    if (auto done = evaluator_->evaluate(batch, rows, passing); !done) return done;
    rows = passing.take();
    if (own_fault) break;
    seconds = std::min(seconds * k_wait_growth, patience.longest_wait_seconds);
  }
  for (const std::size_t row : rows) {
    if (auto settled = observer.settled(row); !settled) return settled;
  }
  return {};
}

// A design that came through before does so now.
bool RetryingEvaluator::machine_works(const Batch& batch) {
  Batch one(batch.parameters(), batch.metric_count());
  if (!machine_->known_good(one)) return false;
  Probe probe(one);
  const std::array<std::size_t, 1> row{0};
  return evaluator_->evaluate(one, row, probe) && probe.worked();
}

// False when the run is to stop.
bool RetryingEvaluator::wait(double seconds, EvaluationObserver& observer) const {
  const double until = monotonic_seconds() + seconds;
  while (monotonic_seconds() < until) {
    if (!observer.proceed() || machine_->stopping()) return false;
    ::usleep(k_look_microseconds);
  }
  return true;
}

}  // namespace archgym::host
