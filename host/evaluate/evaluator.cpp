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
  return evaluator.evaluate(batch, rows, nobody);
}

}  // namespace archgym::host
