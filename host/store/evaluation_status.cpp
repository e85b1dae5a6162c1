#include "store/evaluation_status.hpp"

#include <array>

namespace archgym::host {
namespace {

constexpr std::array<std::string_view, 8> k_texts = {
    "ok", "infeasible", "invalid", "timeout", "crashed", "parse_error", "cancelled", "failed"};

}  // namespace

std::string_view to_text(EvaluationStatus status) {
  return k_texts[static_cast<std::size_t>(status)];
}

std::optional<EvaluationStatus> evaluation_status_from_text(std::string_view text) {
  for (std::size_t k = 0; k < k_texts.size(); ++k) {
    if (k_texts[k] == text) return static_cast<EvaluationStatus>(k);
  }
  return std::nullopt;
}

}  // namespace archgym::host
