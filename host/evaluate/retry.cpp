#include "evaluate/retry.hpp"

#include <unistd.h>

#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace archgym::host {
namespace {

constexpr int k_attempts = 4;
constexpr double k_first_wait_seconds = 0.1;
constexpr double k_wait_growth = 4;
constexpr useconds_t k_look_microseconds = 10'000;

// Passes on what is final, and remembers the rest.
class Transient final : public EvaluationObserver {
 public:
  Transient(Batch& batch, EvaluationObserver& observer) : batch_(batch), observer_(observer) {}

  Result<void> settled(std::size_t row) override {
    if (!batch_.outcome(row).transient) return observer_.settled(row);
    rows_.push_back(row);
    return {};
  }
  bool proceed() override { return observer_.proceed(); }

  std::vector<std::size_t> take() { return std::exchange(rows_, {}); }

 private:
  Batch& batch_;
  EvaluationObserver& observer_;
  std::vector<std::size_t> rows_;
};

}  // namespace

Result<void> RetryingEvaluator::evaluate(Batch& batch, std::span<const std::size_t> rows,
                                         EvaluationObserver& observer) {
  Transient transient(batch, observer);
  if (auto done = evaluator_->evaluate(batch, rows, transient); !done) return done;
  std::vector<std::size_t> again = transient.take();
  double seconds = k_first_wait_seconds;
  for (int attempt = 1; attempt < k_attempts && !again.empty(); ++attempt) {
    if (!wait(seconds, observer)) break;
    if (auto done = evaluator_->evaluate(batch, again, transient); !done) return done;
    again = transient.take();
    seconds *= k_wait_growth;
  }
  for (const std::size_t row : again) {
    if (auto settled = observer.settled(row); !settled) return settled;
  }
  return {};
}

// False when the run is to stop.
bool RetryingEvaluator::wait(double seconds, EvaluationObserver& observer) const {
  const double until = monotonic_seconds() + seconds;
  while (monotonic_seconds() < until) {
    if (!observer.proceed()) return false;
    if (cancel_ && cancel_->load(std::memory_order_relaxed)) return false;
    ::usleep(k_look_microseconds);
  }
  return true;
}

}  // namespace archgym::host
