#include "evaluate/evaluator.hpp"

namespace archgym::host {
namespace {

class Nobody final : public EvaluationObserver {
 public:
  Result<void> settled(std::size_t) override { return {}; }
  bool proceed() override { return true; }
};

}  // namespace

Result<void> evaluate_all(Evaluator& evaluator, Batch& batch, std::span<const std::size_t> rows) {
  Nobody nobody;
  if (auto done = evaluator.evaluate(batch, rows, nobody); !done) return done;
  for (const std::size_t row : rows) {
    if (batch.outcome(row).refused) return bad_input(batch.outcome(row).reason);
  }
  return {};
}

}  // namespace archgym::host
