#include "run/baseline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace archgym::host {
namespace json = boost::json;
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

void fill_objectives(const Plan& plan, Baseline& baseline) {
  require_values(plan.wanted(), baseline.metrics, baseline.outcome);
  for (const auto& objective : plan.objectives) {
    const bool ok = baseline.outcome.status == EvaluationStatus::ok;
    baseline.objectives.push_back(ok ? objective.value(baseline.metrics) : k_nan);
  }
}

}  // namespace

Result<Baseline> measure_baseline(const Plan& plan, Evaluations& evaluations) {
  Baseline baseline;
  baseline.point = plan.space->initial();
  if (const Constraint* broken = plan.space->broken(baseline.point)) {
    baseline.outcome.status = EvaluationStatus::invalid;
    baseline.outcome.reason = broken->reason;
    baseline.metrics.assign(plan.environment.metrics.size(), k_nan);
  } else {
    Batch batch(plan.space->size(), plan.environment.metrics.size());
    batch.resize(1);
    std::copy(baseline.point.begin(), baseline.point.end(), batch.point(0).begin());
    constexpr std::array<std::size_t, 1> rows{0};
    if (auto done = evaluate_all(evaluations, batch, rows); !done)
      return tl::unexpected(done.error());
    baseline.outcome = batch.outcome(0);
    baseline.metrics.assign(batch.metrics(0).begin(), batch.metrics(0).end());
  }
  fill_objectives(plan, baseline);
  return baseline;
}

json::object to_json(const Baseline& baseline) {
  json::array metrics;
  for (const double value : baseline.metrics) {
    metrics.push_back(std::isnan(value) ? json::value(nullptr) : json::value(value));
  }
  return {{"status", to_text(baseline.outcome.status)},
          {"reason", baseline.outcome.reason},
          {"metrics", std::move(metrics)}};
}

Result<Baseline> baseline_from_json(const Plan& plan, const json::value& value) {
  const auto damaged = [](const char* what) {
    return failure(std::string("the file is damaged: run.baseline: expected ") + what);
  };
  if (!value.is_object()) return damaged("an object");
  const json::object& object = value.get_object();
  const auto* const status = object.if_contains("status");
  const auto* const reason = object.if_contains("reason");
  const auto* const metrics = object.if_contains("metrics");
  if (!status || !status->is_string() || !reason || !reason->is_string()) {
    return damaged("the texts 'status' and 'reason'");
  }
  const auto known = evaluation_status_from_text(status->get_string());
  if (!known) return damaged("a known 'status'");
  if (!metrics || !metrics->is_array() ||
      metrics->get_array().size() != plan.environment.metrics.size()) {
    return damaged("a list 'metrics' with a number for each metric of the environment");
  }
  Baseline baseline;
  baseline.point = plan.space->initial();
  baseline.outcome.status = *known;
  baseline.outcome.reason = reason->get_string();
  for (const auto& metric : metrics->get_array()) {
    if (!metric.is_null() && !metric.is_number()) return damaged("numbers or null in 'metrics'");
    baseline.metrics.push_back(metric.is_null() ? k_nan : metric.to_number<double>());
  }
  fill_objectives(plan, baseline);
  return baseline;
}

}  // namespace archgym::host
