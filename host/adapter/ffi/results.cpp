#include "adapter/ffi/results.hpp"

#include <algorithm>
#include <utility>

#include "base/number.hpp"
#include "base/suggest.hpp"
#include "json/member.hpp"

namespace archgym::host::ffi {
namespace {

namespace json = boost::json;

}  // namespace

class ResultsReader {
 public:
  ResultsReader(const Signature& signature, std::vector<Variable> parameters)
      : signature_(signature) {
    results_.function_ = signature.name;
    results_.variables_ = std::move(parameters);
  }

  Result<void> read_metrics(const json::object& declared, const Manifest& manifest) {
    if (auto known = check_names(declared, manifest); !known) return known;
    results_.metrics_.resize(manifest.metrics.size());
    for (std::size_t k = 0; k < manifest.metrics.size(); ++k) {
      const host::Metric& metric = manifest.metrics[k];
      auto read = read_output(declared.at(metric.name).as_object(), metric, results_.metrics_[k]);
      if (!read) return within("metrics." + metric.name, read.error());
    }
    return {};
  }

  // Those of the arguments and of the return value that are one number, by their names.
  void add_arguments() {
    for (std::size_t i = 0; i < signature_.size(); ++i) {
      const Argument& argument = signature_[i];
      if (argument.is_number()) {
        add_variable(argument.name, Place{i, argument.cells[0].type, 0}, {});
      }
    }
  }

  // After all variables are known.
  Result<void> read_expressions(const json::object& declared, const Manifest& manifest) {
    for (std::size_t k = 0; k < manifest.metrics.size(); ++k) {
      const std::string text =
          text_at(declared.at(manifest.metrics[k].name).as_object(), "expression");
      if (text.empty()) continue;
      auto expression = Expression::parse(text, results_.variables_, ValueType::number);
      if (!expression) return within("metrics." + manifest.metrics[k].name, expression.error());
      results_.metrics_[k].expression = std::move(*expression);
    }
    return {};
  }

  Result<void> read_conditions(const json::object& declared) {
    const json::array& infeasible = list_at(declared, "infeasible");
    for (std::size_t i = 0; i < infeasible.size(); ++i) {
      auto condition = read_condition(infeasible[i].as_object(), "when");
      if (!condition) return within("infeasible[" + std::to_string(i) + "]", condition.error());
      results_.infeasible_.push_back(std::move(*condition));
    }
    if (!declared.contains("ok")) return {};
    auto ok = read_condition(declared, "ok");
    if (!ok) return tl::unexpected(ok.error());
    results_.ok_ = std::move(*ok);
    return {};
  }

  Results take() {
    results_.values_.resize(results_.variables_.size());
    return std::move(results_);
  }

 private:
  static Result<void> check_names(const json::object& declared, const Manifest& manifest) {
    std::vector<std::string> known;
    for (const host::Metric& metric : manifest.metrics) known.push_back(metric.name);
    for (const auto& [name, value] : declared) {
      if (std::find(known.begin(), known.end(), std::string_view(name)) != known.end()) continue;
      return bad_input("metrics: the manifest has no metric '" + std::string(name) + "'" +
                       suggestion(name, known));
    }
    for (const std::string& name : known) {
      if (declared.contains(name)) continue;
      return bad_input("metrics: nothing says where '" + name + "' comes from");
    }
    return {};
  }

  Result<void> read_output(const json::object& declared, const host::Metric& metric,
                           Results::Metric& read) {
    if (declared.contains("output") == declared.contains("expression")) {
      return bad_input("expected either 'output' or 'expression'");
    }
    UnitConversion conversion;
    if (const std::string unit = text_at(declared, "unit"); !unit.empty()) {
      auto converted = unit_conversion(unit, metric.unit);
      if (!converted) return tl::unexpected(converted.error());
      conversion = *converted;
    }
    if (declared.contains("expression")) {
      read.conversion = conversion;
      return {};
    }
    auto place = parse_place(text_at(declared, "output"), signature_);
    if (!place) return within("output", place.error());
    read.variable = add_variable(metric.name, *place, conversion);
    return {};
  }

  // Its position. Parameters and metrics hide arguments of the same name.
  std::size_t add_variable(const std::string& name, Place place, UnitConversion conversion) {
    auto& variables = results_.variables_;
    const bool hidden =
        std::ranges::any_of(variables, [&](const Variable& each) { return each.name == name; });
    if (!hidden) {
      variables.push_back({name, ValueType::number, {}});
      results_.outputs_.push_back({place, conversion});
    }
    return variables.size() - 1;
  }

  Result<Results::Condition> read_condition(const json::object& declared, const char* key) const {
    const std::string text = text_at(declared, key);
    auto expression = Expression::parse(text, results_.variables_, ValueType::boolean);
    if (!expression) return within(key, expression.error());
    return Results::Condition{std::move(*expression), text, text_at(declared, "reason")};
  }

  const Signature& signature_;
  Results results_;
};

Result<Results> Results::read(const json::object& descriptor, const Manifest& manifest,
                              const Signature& signature, const Context& context) {
  ResultsReader reader(signature, context.variables);
  const json::object& metrics = object_at(descriptor, "metrics");
  if (auto read = reader.read_metrics(metrics, manifest); !read)
    return tl::unexpected(read.error());
  reader.add_arguments();
  if (auto read = reader.read_expressions(metrics, manifest); !read) {
    return tl::unexpected(read.error());
  }
  if (auto read = reader.read_conditions(descriptor); !read) return tl::unexpected(read.error());
  return reader.take();
}

Result<Results> Results::read_ok(const json::object& init, const Signature& signature) {
  ResultsReader reader(signature, {});
  reader.add_arguments();
  if (auto read = reader.read_conditions(init); !read) return tl::unexpected(read.error());
  return reader.take();
}

const std::string* Results::infeasible() const {
  for (const Condition& condition : infeasible_) {
    if (condition.expression.evaluate(values_) == 1.0) return &condition.reason;
  }
  return nullptr;
}

std::string Results::not_ok() const {
  std::string text = function_ + "() did not work: " + ok_->text + " does not hold";
  const char* separator = " (";
  for (const std::size_t used : ok_->expression.uses()) {
    text += separator + variables_[used].name + " = " + format_real(values_[used]);
    separator = ", ";
  }
  return text + (ok_->expression.uses().empty() ? "" : ")");
}

double Results::metric(std::size_t k) const {
  const Metric& metric = metrics_[k];
  if (!metric.expression) return values_[metric.variable];
  return metric.conversion(metric.expression->evaluate(values_));
}

}  // namespace archgym::host::ffi
