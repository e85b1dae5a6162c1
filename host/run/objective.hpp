// Objectives and constraints on metrics, as a user writes them.
//
//   minimize(total_time)                       maximize(bandwidth)
//   total_time                                 the metric's own direction
//   target(average_power, 1000)                short for maximize(target(average_power, 1000))
//   minimize(0.5 * energy / 1e6 + 0.5 * total_time / 5e4)
//   average_power <= 900                       average_power <= 900 mW
//
// Immutable after parsing and safe to use from any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "expression/expression.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

class Objective {
 public:
  // minimize(EXPR), maximize(EXPR), a metric that has a direction, or one call of target() or
  // closeness() (both are better when larger). The error quotes the text, names what is wrong and
  // the nearest metric.
  static Result<Objective> parse(std::string_view text, std::span<const Metric> metrics);

  // The value that the user asked about. NaN when a metric that it uses is NaN.
  double value(std::span<const double> metrics) const;
  // What an agent minimises: the value, negated when it is maximised.
  double cost(std::span<const double> metrics) const { return cost_of(value(metrics)); }
  double cost_of(double value) const { return direction_ == Direction::maximize ? -value : value; }

  Direction direction() const { return direction_; }   // minimize or maximize
  const std::string& text() const { return text_; }    // in full: "minimize(total_time)"
  const std::string& label() const { return label_; }  // the expression: "total_time"
  const std::string& unit() const { return unit_; }    // of a bare metric; "" otherwise
  // Metrics that are used, ascending.
  const std::vector<std::size_t>& uses() const { return expression_.uses(); }

 private:
  explicit Objective(Expression expression) : expression_(std::move(expression)) {}
  Expression expression_;
  Direction direction_ = Direction::minimize;
  std::string text_, label_, unit_;
};

// The objectives of a run: the texts of the user, which may be ids of objectives that the manifest
// names; without any, the manifest's default_objective, or
// else the first metric that has a direction.
Result<std::vector<Objective>> parse_objectives(std::span<const std::string> texts,
                                                const Manifest& environment);

class MetricConstraint {
 public:
  // EXPR <= NUMBER, and so with >=, < and >. A unit may follow the number when EXPR is a bare
  // metric and must then be the metric's unit, because nothing is converted.
  static Result<MetricConstraint> parse(std::string_view text, std::span<const Metric> metrics);

  // How far the constraint is missed: (value - bound) / |bound| for an upper bound, negated for a
  // lower one, without the division when the bound is 0. Relative, so that the violations of
  // constraints in different units can be added (Deb 2000). Met when <= 0; NaN when a metric that
  // it uses is NaN, which counts as not met.
  double violation(std::span<const double> metrics) const;

  // Of the expression.
  double value(std::span<const double> metrics) const;

  const std::string& text() const { return text_; }
  const std::vector<std::size_t>& uses() const { return expression_.uses(); }

 private:
  explicit MetricConstraint(Expression expression) : expression_(std::move(expression)) {}
  Expression expression_;
  std::string text_;
  double bound_ = 0;
  bool upper_ = true;
  bool strict_ = false;
};

Result<std::vector<MetricConstraint>> parse_constraints(std::span<const std::string> texts,
                                                        std::span<const Metric> metrics);

// How good one evaluation is.
struct Score {
  double violation = 0;  // sum of the positive violations; infinity when one is NaN
  double cost = 0;       // minimised; NaN: no result
};

Score score(const Objective& objective, std::span<const MetricConstraint> constraints,
            std::span<const double> metrics);

// Deb's rules (An efficient constraint handling method for genetic algorithms, CMAME 186, 2000):
// a feasible design beats an infeasible one, two feasible ones compare by cost and two infeasible
// ones by violation. A NaN cost never beats anything and loses against everything else. Equal
// scores: false, so that the earlier design stays the best.
bool better(const Score& a, const Score& b);

}  // namespace archgym::host
