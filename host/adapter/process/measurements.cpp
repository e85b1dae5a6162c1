#include "adapter/process/measurements.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "base/suggest.hpp"
#include "json/member.hpp"

namespace archgym::host {
namespace {

constexpr std::array<std::string_view, 4> k_selections{"only", "last", "sum", "mean"};

bool pure(std::string_view unit) {
  return unit.empty() || unit == "1";
}

Result<void> check_names(const Manifest& manifest, const boost::json::object& declared) {
  std::vector<std::string> known;
  for (const auto& metric : manifest.metrics) {
    known.push_back(metric.name);
    if (!declared.contains(metric.name)) {
      return bad_input("metric '" + metric.name + "' is declared, but not where it is read");
    }
  }
  for (const auto& [name, place] : declared) {
    if (std::ranges::find(known, std::string_view(name)) == known.end()) {
      return bad_input("unknown metric '" + std::string(name) + "'" + suggestion(name, known));
    }
  }
  return {};
}

}  // namespace

Result<Measurements> Measurements::create(const Manifest& manifest, const Scope& scope,
                                          const boost::json::object& declared) {
  if (auto right = check_names(manifest, declared); !right) return tl::unexpected(right.error());
  Measurements all;
  // Expressions see every metric that is read, and the computed ones before them.
  std::vector<Variable> variables(scope.variables().begin(), scope.variables().end());
  std::vector<Variable> visible = variables;
  for (const auto& metric : manifest.metrics) {
    const bool computed = declared.at(metric.name).as_object().contains("expression");
    variables.push_back({metric.name, ValueType::number, {}});
    visible.push_back(variables.back());
    // The names of later computed ones keep their place, but cannot be written.
    if (computed) visible.back().name.clear();
  }
  for (const auto& metric : manifest.metrics) {
    const auto& place = declared.at(metric.name).as_object();
    auto made = create_metric(place, metric.name, metric.unit);
    if (!made) return within("metric '" + metric.name + "'", made.error());
    if (const std::string text = text_at(place, "expression"); !text.empty()) {
      auto expression = Expression::parse(text, visible, ValueType::number);
      if (!expression) return within("metric '" + metric.name + "'", expression.error());
      made->expression = std::move(*expression);
      visible[scope.variables().size() + all.metrics_.size()].name = metric.name;
    }
    all.metrics_.push_back(std::move(*made));
  }
  return all;
}

Result<Measurements::Metric> Measurements::create_metric(const boost::json::object& declared,
                                                         std::string name, std::string unit) {
  Metric metric{std::move(name), std::move(unit), text_at(declared, "unit"), nullptr, {}};
  if (const std::string select = text_at(declared, "select"); !select.empty()) {
    metric.select =
        static_cast<Select>(std::ranges::find(k_selections, select) - k_selections.begin());
  }
  if (!metric.source_unit.empty() || pure(metric.unit)) {
    auto conversion = unit_conversion(metric.source_unit, metric.unit);
    if (!conversion) return tl::unexpected(conversion.error());
    metric.conversion = *conversion;
  }
  if (declared.contains("expression")) return metric;
  auto extractor = make_extractor(declared);
  if (!extractor) return tl::unexpected(extractor.error());
  metric.extractor = std::move(*extractor);
  return metric;
}

// A unit that is printed counts; a declared one stands in where none is.
Result<double> Measurements::number(const Metric& metric, const Found& found) {
  auto value = parse_printed(found.value);
  if (!value) return failure(value.error().message + " (" + found.context + ")");
  if (found.unit.empty() || found.unit == metric.source_unit) {
    if (metric.conversion) return (*metric.conversion)(*value);
    return failure("no unit is printed and none is declared; expected one that converts to '" +
                   metric.unit + "' (" + found.context + ")");
  }
  auto conversion = unit_conversion(found.unit, metric.unit);
  if (!conversion) return failure(conversion.error().message + " (" + found.context + ")");
  return (*conversion)(*value);
}

Result<double> Measurements::extract(const Metric& metric, Outputs& outputs) {
  auto found = metric.extractor->find(outputs);
  if (!found) return tl::unexpected(found.error());
  if (metric.select == Select::only && found->size() > 1) {
    return failure("found " + std::to_string(found->size()) + " times, expected once: '" +
                   found->front().context + "' and '" + (*found)[1].context + "'");
  }
  if (metric.select == Select::last) found->erase(found->begin(), found->end() - 1);
  double sum = 0;
  for (const Found& each : *found) {
    auto value = number(metric, each);
    if (!value) return value;
    sum += *value;
  }
  return metric.select == Select::mean ? sum / static_cast<double>(found->size()) : sum;
}

Result<std::vector<double>> Measurements::read(Outputs& outputs, const Design& design) const {
  std::vector<double> values(metrics_.size(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t k = 0; k < metrics_.size(); ++k) {
    if (!metrics_[k].extractor) continue;
    auto value = extract(metrics_[k], outputs);
    if (!value) return within("metric '" + metrics_[k].name + "'", value.error());
    values[k] = *value;
  }
  std::vector<Number> numbers = design.numbers;
  numbers.insert(numbers.end(), values.begin(), values.end());
  for (std::size_t k = 0; k < metrics_.size(); ++k) {
    if (!metrics_[k].expression) continue;
    values[k] = metrics_[k].expression->evaluate(numbers).real();
    numbers[design.numbers.size() + k] = values[k];
    if (!std::isfinite(values[k])) {
      return failure("metric '" + metrics_[k].name + "': its expression has no finite value");
    }
  }
  return values;
}

}  // namespace archgym::host
