#include "cli/summary.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "cli/output.hpp"

namespace archgym::host {
namespace json = boost::json;
namespace {

using Rows = std::vector<std::vector<std::string>>;

// How much better (or worse) than the default, in percent: "-12.3 %".
std::string change(double value, double baseline) {
  if (!std::isfinite(value) || !std::isfinite(baseline) || baseline == 0) return "";
  const double percent = 100 * (value - baseline) / std::fabs(baseline);
  char text[32];
  std::snprintf(text, sizeof(text), "%+.1f %%", percent == 0 ? 0.0 : percent);
  return text;
}

std::string design_table(const Plan& plan, const Incumbent& best, const Baseline& baseline) {
  Rows rows{{"parameter", "best", "default", ""}};
  for (std::size_t i = 0; i < plan.space->size(); ++i) {
    const Parameter& parameter = (*plan.space)[i];
    const bool numeric = parameter.type == ParameterType::integer ||
                         parameter.type == ParameterType::ordinal ||
                         parameter.type == ParameterType::real;
    auto text = [&](const ag_value& value) -> std::string {
      if (value.kind == AG_KIND_NONE) return "-";
      std::string shown = plan.space->to_text(i, value);
      const bool unit = numeric && !parameter.unit.empty() && parameter.unit != "1";
      return unit ? shown + " " + parameter.unit : shown;
    };
    rows.push_back({parameter.name, text(best.point[i]), text(baseline.point[i]),
                    parameter.fixed ? "(fixed)" : ""});
  }
  return table(rows, 2);
}

std::string metric_table(const Plan& plan, const Incumbent& best, const Baseline& baseline) {
  Rows rows{{"metric", "best", "default", "change"}};
  const auto& metrics = plan.environment.metrics;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    rows.push_back({metrics[i].name, with_unit(best.metrics[i], metrics[i].unit),
                    with_unit(baseline.metrics[i], metrics[i].unit),
                    change(best.metrics[i], baseline.metrics[i])});
  }
  return table(rows, 2);
}

std::string front_table(const Plan& plan, const std::vector<const Incumbent*>& front) {
  Rows rows;
  std::vector<std::string> header{"trial"};
  for (const auto& objective : plan.objectives) header.push_back(objective.text());
  rows.push_back(std::move(header));
  for (const Incumbent* member : front) {
    std::vector<std::string> row{std::to_string(member->id)};
    for (std::size_t k = 0; k < plan.objectives.size(); ++k) {
      row.push_back(with_unit(member->objectives[k], plan.objectives[k].unit()));
    }
    rows.push_back(std::move(row));
  }
  return table(rows, 2);
}

// A step means little without those before it.
std::string trial_text(const Search& search, std::uint64_t trial) {
  const auto trials = search.episode_of(trial);
  std::string text = "trial " + std::to_string(trial);
  if (trials.size() < 2) return text;
  text += ", step " + std::to_string(trials.size()) + " of an episode, after";
  for (std::size_t k = 0; k + 1 < trials.size(); ++k) {
    text += (k == 0 ? " " : ", ") + std::to_string(trials[k]);
  }
  return text;
}

std::string accounting_line(const Summary& summary) {
  const Accounting& counts = summary.search.accounting();
  std::string text = std::to_string(counts.asked) +
                     " designs asked: " + std::to_string(counts.simulated) + " simulated";
  if (counts.cached) text += ", " + std::to_string(counts.cached) + " known already";
  if (counts.invalid) text += ", " + std::to_string(counts.invalid) + " against a constraint";
  if (counts.infeasible) {
    text += " (" + std::to_string(counts.infeasible) + " of them infeasible)";
  }
  if (counts.failed) text += " (" + std::to_string(counts.failed) + " of them failed)";
  return text + " in " + short_number(summary.search.elapsed_seconds()) + " s";
}

std::string text_of(const Summary& summary) {
  const Plan& plan = summary.search.plan();
  const Incumbents& incumbents = summary.search.incumbents();
  std::string text = plan.environment.name;
  if (!plan.workload.empty()) text += " on " + plan.workload;
  text += ", agent " + plan.agent.name + ", seed " + std::to_string(plan.config.seed) + "\n\n";

  if (const Incumbent* best = incumbents.best()) {
    const Objective& objective = plan.objectives.front();
    text += "Best design (" + trial_text(summary.search, best->id) + "): " + objective.text() +
            " = " + with_unit(best->objectives.front(), objective.unit());
    const std::string gain = change(best->objectives.front(), summary.baseline.objectives.front());
    if (!gain.empty())
      text +=
          " (default design: " + with_unit(summary.baseline.objectives.front(), objective.unit()) +
          ", " + gain + ")";
    text += "\n";
    if (best->score.violation > 0)
      text += "This is not a result: " + nothing_found(summary.search) + ".\n";
    text += "\n" + design_table(plan, *best, summary.baseline) + "\n" +
            metric_table(plan, *best, summary.baseline) + "\n";
  } else {
    text += "There is no result: " + nothing_found(summary.search) + ".\n\n";
  }
  if (plan.objectives.size() > 1) {
    const auto front = incumbents.front();
    text += "Pareto front, " + std::to_string(front.size()) + " designs\n\n" +
            front_table(plan, front) + "\n";
  }
  text += accounting_line(summary) + "; " + std::string(to_text(summary.ending)) + ".\n";
  if (!summary.search.last_failure().empty()) {
    text += "Last failure: " + summary.search.last_failure() + "\n";
  }
  if (!summary.first_replay.empty()) {
    text +=
        "Repeat a failure with: archgym-host eval --replay " + summary.first_replay.string() + "\n";
  }
  text += "Recorded in " + summary.file.string() + "\n";
  if (summary.ending == Ending::interrupted) {
    text += "Continue with: archgym-host resume " + summary.file.string() + "\n";
  } else if (summary.search.accounting().failed > 0) {
    text += "Evaluate the failed designs again with: archgym-host resume --retry-failed " +
            summary.file.string() + "\n";
  }
  return text;
}

json::object incumbent_to_json(const Search& search, const Incumbent& incumbent) {
  const Plan& plan = search.plan();
  json::object objectives;
  for (std::size_t k = 0; k < plan.objectives.size(); ++k) {
    objectives[plan.objectives[k].text()] = incumbent.objectives[k];
  }
  json::object document{{"trial", incumbent.id},
                        {"parameters", plan.space->to_json(incumbent.point)},
                        {"metrics", metrics_to_json(plan.environment, incumbent.metrics)},
                        {"objectives", std::move(objectives)},
                        {"feasible", incumbent.score.violation <= 0}};
  if (const auto trials = search.episode_of(incumbent.id); !trials.empty()) {
    document["episode"] = json::value_from(trials);
  }
  return document;
}

json::object json_of(const Summary& summary) {
  const Plan& plan = summary.search.plan();
  const Accounting& counts = summary.search.accounting();
  json::object document{{"file", summary.file.string()},
                        {"ending", to_text(summary.ending)},
                        {"environment", plan.environment.name},
                        {"agent", plan.agent.name},
                        {"workload", plan.workload},
                        {"seed", plan.config.seed}};
  const Incumbent* best = summary.search.incumbents().best();
  document["best"] =
      best ? json::value(incumbent_to_json(summary.search, *best)) : json::value(nullptr);
  document["baseline"] = {{"status", to_text(summary.baseline.outcome.status)},
                          {"parameters", plan.space->to_json(summary.baseline.point)},
                          {"metrics", metrics_to_json(plan.environment, summary.baseline.metrics)}};
  if (plan.objectives.size() > 1) {
    json::array front;
    for (const Incumbent* member : summary.search.incumbents().front()) {
      front.push_back(incumbent_to_json(summary.search, *member));
    }
    document["front"] = std::move(front);
  }
  document["accounting"] = {{"asked", counts.asked},           {"simulated", counts.simulated},
                            {"cached", counts.cached},         {"invalid", counts.invalid},
                            {"infeasible", counts.infeasible}, {"failed", counts.failed}};
  if (!summary.search.last_failure().empty()) {
    document["last_failure"] = summary.search.last_failure();
  }
  document["elapsed_seconds"] = summary.search.elapsed_seconds();
  return document;
}

}  // namespace

json::object metrics_to_json(const Manifest& environment, std::span<const double> metrics) {
  json::object object;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    json::object metric;
    metric["value"] = std::isnan(metrics[i]) ? json::value(nullptr) : json::value(metrics[i]);
    metric["unit"] = environment.metrics[i].unit;
    object[environment.metrics[i].name] = std::move(metric);
  }
  return object;
}

std::string nothing_found(const Search& search) {
  const Incumbent* best = search.incumbents().best();
  if (best && best->score.violation <= 0) return "";
  if (best) return "no design meets every constraint on metrics; the best one is the nearest";
  const Accounting& counts = search.accounting();
  if (counts.simulated > counts.infeasible + counts.failed) {
    return "no design was evaluated at full fidelity";
  }
  return "no design has a result; " + std::to_string(counts.failed) + " failed, " +
         std::to_string(counts.infeasible) + " are infeasible, " + std::to_string(counts.invalid) +
         " break a constraint between parameters";
}

void print_summary(const Summary& summary, bool json) {
  if (json)
    print_json(json_of(summary));
  else
    print(text_of(summary));
}

}  // namespace archgym::host
