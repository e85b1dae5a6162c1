#include "cli/compare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/text.hpp"
#include "cli/evaluation_session.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "json/detail.hpp"

namespace archgym::host {
namespace json = boost::json;
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

// Relative to the second; NaN where one was not measured.
double difference(double value, double reference) {
  if (value == reference) return 0;
  return reference == 0 ? std::copysign(std::numeric_limits<double>::infinity(), value)
                        : (value - reference) / std::abs(reference);
}

Result<Batch> evaluate_on(const Comparison& comparison, const std::string& backend) {
  EvaluationSetup setup = comparison.setup;
  setup.config["backend"] = backend;
  auto config = complete_config(*setup.manifest, setup.config);
  if (!config) return tl::unexpected(config.error());
  setup.config = std::move(*config);
  Batch batch(comparison.space->size(), setup.manifest->metrics.size());
  batch.resize(comparison.designs.size());
  std::vector<std::size_t> rows(comparison.designs.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  for (const std::size_t row : rows) {
    std::ranges::copy(comparison.designs[row], batch.point(row).begin());
  }
  auto session = EvaluationSession::start(std::move(setup), comparison.execution,
                                          "archgym-eval.scratch/" + backend);
  if (!session) return within("backend " + backend, session.error());
  if (auto done = evaluate_all((*session)->evaluations(), batch, rows); !done) {
    return within("backend " + backend, done.error());
  }
  return batch;
}

struct MetricDifferences {
  std::size_t compared = 0, equal = 0;
  double median = k_nan, p95 = k_nan, worst = k_nan;  // of the absolute values
};

// Of one backend against the last, over the designs that both measured.
MetricDifferences differences_of(Batch& batch, Batch& reference, std::size_t metric) {
  std::vector<double> sizes;
  MetricDifferences result;
  for (std::size_t row = 0; row < batch.size(); ++row) {
    const double relative = difference(batch.metrics(row)[metric], reference.metrics(row)[metric]);
    if (std::isnan(relative)) continue;
    sizes.push_back(std::abs(relative));
    result.equal += relative == 0 ? 1 : 0;
  }
  result.compared = sizes.size();
  if (sizes.empty()) return result;
  std::ranges::sort(sizes);
  result.median = sizes[sizes.size() / 2];
  result.p95 = sizes[sizes.size() * 95 / 100];
  result.worst = sizes.back();
  return result;
}

std::size_t same_status(Batch& batch, Batch& reference) {
  std::size_t same = 0;
  for (std::size_t row = 0; row < batch.size(); ++row) {
    same += batch.outcome(row).status == reference.outcome(row).status ? 1 : 0;
  }
  return same;
}

std::string percent(double share) {
  return std::isnan(share) ? "" : short_number(100 * share) + " %";
}

std::string number(double value, const std::string& unit) {
  return std::isnan(value) ? "" : with_unit(value, unit);
}

// One design: every metric of every backend.
std::string design_text(const Comparison& comparison, std::vector<Batch>& batches) {
  std::vector<std::vector<std::string>> rows;
  rows.push_back({""});
  rows.back().insert(rows.back().end(), comparison.backends.begin(), comparison.backends.end());
  rows.back().emplace_back("difference");
  rows.push_back({"status"});
  for (Batch& batch : batches) {
    rows.back().emplace_back(to_text(batch.outcome(0).status));
  }
  const auto& metrics = comparison.setup.manifest->metrics;
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    rows.push_back({metrics[m].name});
    for (Batch& batch : batches)
      rows.back().push_back(number(batch.metrics(0)[m], metrics[m].unit));
    rows.back().push_back(
        percent(difference(batches.front().metrics(0)[m], batches.back().metrics(0)[m])));
  }
  return table(rows, 0);
}

std::string sample_text(const Comparison& comparison, std::vector<Batch>& batches) {
  std::string text;
  const auto& metrics = comparison.setup.manifest->metrics;
  for (std::size_t b = 0; b + 1 < batches.size(); ++b) {
    text += comparison.backends[b] + " against " + comparison.backends.back() + ": " +
            std::to_string(comparison.designs.size()) + " designs, " +
            std::to_string(same_status(batches[b], batches.back())) + " with the same status\n";
    std::vector<std::vector<std::string>> rows;
    rows.push_back({"metric", "compared", "equal", "median", "95 %", "worst"});
    for (std::size_t m = 0; m < metrics.size(); ++m) {
      const MetricDifferences d = differences_of(batches[b], batches.back(), m);
      rows.push_back({metrics[m].name, std::to_string(d.compared), std::to_string(d.equal),
                      percent(d.median), percent(d.p95), percent(d.worst)});
    }
    text += table(rows, 2);
  }
  return text;
}

json::value json_number(double value) {
  return std::isfinite(value) ? json::value(value) : json::value(nullptr);
}

json::object summary_json(const Comparison& comparison, Batch& batch, Batch& reference) {
  json::object metrics;
  for (std::size_t m = 0; m < comparison.setup.manifest->metrics.size(); ++m) {
    const MetricDifferences d = differences_of(batch, reference, m);
    metrics[comparison.setup.manifest->metrics[m].name] = {{"compared", d.compared},
                                                           {"equal", d.equal},
                                                           {"median", json_number(d.median)},
                                                           {"p95", json_number(d.p95)},
                                                           {"worst", json_number(d.worst)}};
  }
  return {{"same_status", same_status(batch, reference)}, {"metrics", std::move(metrics)}};
}

json::object result_json(const Comparison& comparison, Batch& batch, std::size_t row) {
  const Outcome& outcome = batch.outcome(row);
  json::object metrics;
  for (std::size_t m = 0; m < comparison.setup.manifest->metrics.size(); ++m) {
    metrics[comparison.setup.manifest->metrics[m].name] = json_number(batch.metrics(row)[m]);
  }
  return {{"status", to_text(outcome.status)},
          {"reason", outcome.reason.empty() ? json::value(nullptr) : json::value(outcome.reason)},
          {"info", detail_to_json(outcome.info)},
          {"metrics", std::move(metrics)}};
}

json::object document(const Comparison& comparison, std::vector<Batch>& batches) {
  json::array designs;
  for (std::size_t row = 0; row < comparison.designs.size(); ++row) {
    json::object results;
    for (std::size_t b = 0; b < batches.size(); ++b) {
      results[comparison.backends[b]] = result_json(comparison, batches[b], row);
    }
    designs.push_back(
        json::object{{"parameters", comparison.space->to_json(comparison.designs[row])},
                     {"results", std::move(results)}});
  }
  json::object differences;
  for (std::size_t b = 0; b + 1 < batches.size(); ++b) {
    differences[comparison.backends[b]] = summary_json(comparison, batches[b], batches.back());
  }
  return {{"environment", comparison.setup.manifest->name},
          {"workload", comparison.setup.workload},
          {"reference", comparison.backends.back()},
          {"differences", std::move(differences)},
          {"designs", std::move(designs)}};
}

}  // namespace

Result<std::vector<std::string>> parse_backends(std::string_view text) {
  std::vector<std::string> backends;
  for (const std::string_view name : split(text, ',')) backends.emplace_back(trim(name));
  auto sorted = backends;
  std::ranges::sort(sorted);
  const bool repeated = std::ranges::adjacent_find(sorted) != sorted.end();
  if (backends.size() < 2 || repeated || sorted.front().empty()) {
    return bad_input("--compare '" + std::string(text) +
                     "': expected at least two different backends, such as builtin,dramsys");
  }
  return backends;
}

Result<int> compare(const Comparison& comparison) {
  std::vector<Batch> batches;
  for (const std::string& backend : comparison.backends) {
    auto batch = evaluate_on(comparison, backend);
    if (!batch) return tl::unexpected(batch.error());
    batches.push_back(std::move(*batch));
  }
  if (comparison.json) {
    print_json(document(comparison, batches));
  } else {
    print(comparison.designs.size() == 1 ? design_text(comparison, batches)
                                         : sample_text(comparison, batches));
  }
  return k_exit_ok;
}

}  // namespace archgym::host
