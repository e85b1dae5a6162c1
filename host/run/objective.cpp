#include "run/objective.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "base/suggest.hpp"
#include "base/text.hpp"

namespace archgym::host {
namespace {

std::vector<Variable> variables_of(std::span<const Metric> metrics) {
  std::vector<Variable> variables;
  for (const Metric& metric : metrics) variables.push_back({metric.name, ValueType::number, {}});
  return variables;
}

std::vector<std::string> names_of(std::span<const Metric> metrics) {
  std::vector<std::string> names;
  for (const Metric& metric : metrics) names.push_back(metric.name);
  return names;
}

const Metric* find_metric(std::span<const Metric> metrics, std::string_view name) {
  const auto found = std::find_if(metrics.begin(), metrics.end(),
                                  [&](const Metric& metric) { return metric.name == name; });
  return found == metrics.end() ? nullptr : &*found;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_name_character) &&
         !(text[0] >= '0' && text[0] <= '9');
}

// "function(inside)" with nothing around it.
struct Call {
  std::string_view function, inside;
};

std::optional<Call> whole_call(std::string_view text) {
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos || text.back() != ')') return std::nullopt;
  const std::string_view function = trim(text.substr(0, open));
  if (!is_name(function)) return std::nullopt;
  int depth = 0;
  for (std::size_t k = open; k + 1 < text.size(); ++k) {
    if (text[k] == '(') ++depth;
    if (text[k] == ')' && --depth == 0) return std::nullopt;  // "f(a) + g(b)"
  }
  return Call{function, text.substr(open + 1, text.size() - open - 2)};
}

std::string quote(std::string_view text) {
  return "'" + std::string(text) + "'";
}

double evaluate(const Expression& expression, std::span<const double> metrics) {
  // min(), max() and comparisons would hide a NaN.
  for (const std::size_t used : expression.uses()) {
    if (std::isnan(metrics[used])) return metrics[used];
  }
  return expression.evaluate(metrics);
}

}  // namespace

Result<Objective> Objective::parse(std::string_view text, std::span<const Metric> metrics) {
  const std::string where = "objective " + quote(text);
  const std::string_view body = trim(text);
  if (body.empty()) {
    return bad_input("an objective is empty; write minimize(METRIC) or maximize(METRIC)");
  }

  Direction direction = Direction::minimize;
  std::string_view expression = body;
  const std::optional<Call> call = whole_call(body);
  const Metric* bare = find_metric(metrics, body);
  if (call && (call->function == "minimize" || call->function == "maximize")) {
    direction = call->function == "minimize" ? Direction::minimize : Direction::maximize;
    expression = trim(call->inside);
    if (expression.empty()) {
      return bad_input(where + ": nothing to " + std::string(call->function) + "; expected a " +
                       "metric or an expression between the parentheses");
    }
  } else if (call && (call->function == "target" || call->function == "closeness")) {
    direction = Direction::maximize;
  } else if (bare != nullptr) {
    if (bare->direction == Direction::none) {
      return bad_input(where + ": the metric has no direction of its own; write minimize(" +
                       bare->name + ") or maximize(" + bare->name + ")");
    }
    direction = bare->direction;
  } else if (is_name(body)) {
    return bad_input(where + ": there is no such metric" + suggestion(body, names_of(metrics)));
  } else {
    const std::vector<std::string> forms = {"minimize", "maximize", "target", "closeness"};
    const std::string near = call ? nearest(call->function, forms) : "";
    return bad_input(where +
                     ": expected minimize(...), maximize(...), target(...), closeness(...) "
                     "or a metric" +
                     (near.empty() ? "" : " (did you mean " + quote(near) + "?)"));
  }

  auto parsed = Expression::parse(expression, variables_of(metrics), ValueType::number);
  if (!parsed) return within(where, parsed.error());
  if (parsed->uses().empty()) return bad_input(where + ": it does not depend on any metric");
  Objective objective(std::move(*parsed));
  objective.direction_ = direction;
  objective.label_ = expression;
  objective.text_ =
      (direction == Direction::minimize ? "minimize(" : "maximize(") + objective.label_ + ")";
  if (const Metric* metric = find_metric(metrics, expression)) objective.unit_ = metric->unit;
  return objective;
}

double Objective::value(std::span<const double> metrics) const {
  return evaluate(expression_, metrics);
}

namespace {

// The objective that a text means: itself, unless it is the id of one that the manifest names.
Result<std::string> resolve(const std::string& text, const Manifest& environment) {
  const std::string_view body = trim(text);
  std::vector<std::string> known = names_of(environment.metrics);
  for (const NamedObjective& named : environment.objectives) {
    if (named.id == body) return named.objective;
    known.push_back(named.id);
  }
  const bool unknown = is_name(body) && !find_metric(environment.metrics, body);
  if (!unknown || environment.objectives.empty()) return text;
  return bad_input("objective " + quote(text) + ": there is no such metric or named objective" +
                   suggestion(body, known));
}

}  // namespace

Result<std::vector<Objective>> parse_objectives(std::span<const std::string> texts,
                                                const Manifest& environment) {
  std::vector<std::string> wanted(texts.begin(), texts.end());
  if (wanted.empty() && !environment.default_objective.empty()) {
    wanted.push_back(environment.default_objective);
  }
  if (wanted.empty()) {
    const auto directed =
        std::find_if(environment.metrics.begin(), environment.metrics.end(),
                     [](const Metric& metric) { return metric.direction != Direction::none; });
    if (directed == environment.metrics.end()) {
      return bad_input("environment " + quote(environment.name) +
                       " has no default objective; say what to optimise with --objective");
    }
    wanted.push_back(directed->name);
  }
  std::vector<Objective> objectives;
  for (const std::string& text : wanted) {
    auto resolved = resolve(text, environment);
    if (!resolved) return tl::unexpected(resolved.error());
    auto objective = Objective::parse(*resolved, environment.metrics);
    if (!objective) return tl::unexpected(objective.error());
    objectives.push_back(std::move(*objective));
  }
  return objectives;
}

Result<MetricConstraint> MetricConstraint::parse(std::string_view text,
                                                 std::span<const Metric> metrics) {
  const std::string where = "constraint " + quote(text);
  const std::string form = "expected EXPRESSION <= NUMBER, or the same with >=, < or >";
  const std::size_t at = text.find_first_of("<>");
  if (at == std::string_view::npos) return bad_input(where + ": " + form);

  const bool strict = at + 1 >= text.size() || text[at + 1] != '=';
  const std::string_view expression = trim(text.substr(0, at));
  const std::string_view right = trim(text.substr(at + (strict ? 1 : 2)));

  double bound = 0;
  const auto number = std::from_chars(right.data(), right.data() + right.size(), bound);
  if (number.ec != std::errc() || !std::isfinite(bound)) {
    return bad_input(where + ": " + quote(right) + " is not a number; " + form);
  }
  const std::string_view unit =
      trim(right.substr(static_cast<std::size_t>(number.ptr - right.data())));

  auto parsed = Expression::parse(expression, variables_of(metrics), ValueType::number);
  if (!parsed) return within(where, parsed.error());
  if (parsed->uses().empty()) return bad_input(where + ": it does not depend on any metric");
  if (!unit.empty()) {
    const Metric* metric = find_metric(metrics, expression);
    if (metric == nullptr) {
      return bad_input(where + ": unexpected " + quote(unit) +
                       " after the number; a unit is only allowed when a metric stands alone");
    }
    if (unit != metric->unit) {
      return bad_input(where + ": the unit of " + metric->name + " is " + quote(metric->unit) +
                       ", not " + quote(unit));
    }
  }
  MetricConstraint constraint(std::move(*parsed));
  constraint.text_ = trim(text);
  constraint.bound_ = bound;
  constraint.upper_ = text[at] == '<';
  constraint.strict_ = strict;
  return constraint;
}

Result<std::vector<MetricConstraint>> parse_constraints(std::span<const std::string> texts,
                                                        std::span<const Metric> metrics) {
  std::vector<MetricConstraint> constraints;
  for (const std::string& text : texts) {
    auto constraint = MetricConstraint::parse(text, metrics);
    if (!constraint) return tl::unexpected(constraint.error());
    constraints.push_back(std::move(*constraint));
  }
  return constraints;
}

double MetricConstraint::value(std::span<const double> metrics) const {
  return evaluate(expression_, metrics);
}

double MetricConstraint::violation(std::span<const double> metrics) const {
  const double value = this->value(metrics);
  if (strict_ && value == bound_) return std::numeric_limits<double>::min();
  const double excess = upper_ ? value - bound_ : bound_ - value;
  return bound_ == 0 ? excess : excess / std::abs(bound_);
}

Score score(const Objective& objective, std::span<const MetricConstraint> constraints,
            std::span<const double> metrics) {
  Score result;
  result.cost = objective.cost(metrics);
  for (const MetricConstraint& constraint : constraints) {
    const double violation = constraint.violation(metrics);
    if (std::isnan(violation)) {
      result.violation = std::numeric_limits<double>::infinity();
    } else {
      result.violation += std::max(violation, 0.0);
    }
  }
  return result;
}

bool better(const Score& a, const Score& b) {
  if (std::isnan(a.cost)) return false;
  if (std::isnan(b.cost)) return true;
  if (a.violation > 0 || b.violation > 0) return a.violation < b.violation;
  return a.cost < b.cost;
}

}  // namespace archgym::host
