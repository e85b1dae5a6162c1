#include "run/values.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/number.hpp"

namespace archgym::host {
namespace {

// Why this objective or constraint has no value; "" when it has one.
template <class Needing>
std::string lack(std::string_view kind, const Needing& needing, std::span<const Metric> names,
                 std::span<const double> metrics) {
  for (const std::size_t used : needing.uses()) {
    if (!std::isnan(metrics[used])) continue;
    return "metric '" + names[used].name + "' has no value, but the " + std::string(kind) + " '" +
           needing.text() + "' needs it";
  }
  const double value = needing.value(metrics);
  if (std::isfinite(value)) return "";
  return "the " + std::string(kind) + " '" + needing.text() +
         "' is not a finite number: " + (std::isnan(value) ? "nan" : format_real(value));
}

std::string lack(const Wanted& wanted, std::span<const double> metrics) {
  if (std::ranges::all_of(metrics, [](double metric) { return std::isnan(metric); })) {
    return "no metric has a value";
  }
  for (const Objective& objective : wanted.objectives) {
    if (auto why = lack("objective", objective, wanted.metrics, metrics); !why.empty()) return why;
  }
  for (const MetricConstraint& constraint : wanted.constraints) {
    if (auto why = lack("constraint", constraint, wanted.metrics, metrics); !why.empty()) {
      return why;
    }
  }
  return "";
}

}  // namespace

void require_values(const Wanted& wanted, std::span<const double> metrics, Outcome& outcome) {
  if (outcome.status != EvaluationStatus::ok) return;
  std::string why = lack(wanted, metrics);
  if (why.empty()) return;
  outcome.status = EvaluationStatus::failed;
  outcome.reason = std::move(why);
}

}  // namespace archgym::host
