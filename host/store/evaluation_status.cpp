#include "store/evaluation_status.hpp"

#include <array>

namespace archgym::host {
namespace {

struct Row {
  std::string_view text;
  ag_status told;
};

// In the order of the enumeration.
constexpr std::array<Row, 8> k_rows{{{"ok", AG_OK},
                                     {"infeasible", AG_INFEASIBLE},
                                     {"invalid", AG_INFEASIBLE},
                                     {"timeout", AG_E_INSTANCE},
                                     {"crashed", AG_E_INSTANCE},
                                     {"parse_error", AG_E_INSTANCE},
                                     {"cancelled", AG_CANCELLED},
                                     {"failed", AG_E_INSTANCE}}};

const Row& row_of(EvaluationStatus status) {
  return k_rows[static_cast<std::size_t>(status)];
}

}  // namespace

EvaluationStatus evaluation_status_of(ag_status answered) {
  switch (answered) {
    case AG_OK:
      return EvaluationStatus::ok;
    case AG_INFEASIBLE:
      return EvaluationStatus::infeasible;
    case AG_CANCELLED:
      return EvaluationStatus::cancelled;
    case AG_UNREADABLE:
      return EvaluationStatus::parse_error;
    default:
      return EvaluationStatus::failed;
  }
}

ag_status told_as(EvaluationStatus status) {
  return row_of(status).told;
}

std::string_view to_text(EvaluationStatus status) {
  return row_of(status).text;
}

std::optional<EvaluationStatus> evaluation_status_from_text(std::string_view text) {
  for (std::size_t k = 0; k < k_rows.size(); ++k) {
    if (k_rows[k].text == text) return static_cast<EvaluationStatus>(k);
  }
  return std::nullopt;
}

}  // namespace archgym::host
