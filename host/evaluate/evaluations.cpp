#include "evaluate/evaluations.hpp"

#include <utility>

namespace archgym::host {
namespace {

class Nobody final : public EvaluationObserver {
 public:
  Result<void> settled(std::size_t) override { return {}; }
  bool proceed() override { return true; }
};

}  // namespace

void SerialEvaluations::begin(Batch& batch, std::span<const std::size_t> rows) {
  batch_ = &batch;
  waiting_.insert(waiting_.end(), rows.begin(), rows.end());
}

Result<void> SerialEvaluations::advance(EvaluationObserver& observer) {
  running_.clear();
  std::swap(running_, waiting_);
  if (running_.empty()) return {};
  return evaluator_->evaluate(*batch_, running_, observer);
}

Result<void> SerialEvaluations::stop(EvaluationObserver&) {
  waiting_.clear();
  return {};
}

Result<void> evaluate_all(Evaluations& evaluations, Batch& batch,
                          std::span<const std::size_t> rows) {
  Nobody nobody;
  for (const std::size_t row : rows) batch.cancel(row);  // until it has a result
  evaluations.begin(batch, rows);
  while (!evaluations.idle()) {
    if (auto done = evaluations.advance(nobody); !done) {
      (void)evaluations.stop(nobody);
      return done;
    }
  }
  for (const std::size_t row : rows) {
    if (batch.outcome(row).refused) return bad_input(batch.outcome(row).reason);
  }
  return {};
}

}  // namespace archgym::host
