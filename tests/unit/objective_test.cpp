#include "run/objective.hpp"
#include "run/values.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace archgym::host;

namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double k_infinity = std::numeric_limits<double>::infinity();

const std::vector<Metric> k_metrics = {
    {"total_time", "ns", Direction::minimize, ""},
    {"bandwidth", "GB/s", Direction::maximize, ""},
    {"average_power", "mW", Direction::none, ""},
};

Objective objective(std::string_view text) {
  auto parsed = Objective::parse(text, k_metrics);
  INFO((parsed ? "" : parsed.error().message));
  REQUIRE(parsed);
  return *parsed;
}

std::string objective_error(std::string_view text) {
  const auto parsed = Objective::parse(text, k_metrics);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().fault == Fault::input);
  return parsed.error().message;
}

MetricConstraint constraint(std::string_view text) {
  auto parsed = MetricConstraint::parse(text, k_metrics);
  INFO((parsed ? "" : parsed.error().message));
  REQUIRE(parsed);
  return *parsed;
}

std::string constraint_error(std::string_view text) {
  const auto parsed = MetricConstraint::parse(text, k_metrics);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().fault == Fault::input);
  return parsed.error().message;
}

using Values = std::vector<double>;  // total_time, bandwidth, average_power

}  // namespace

TEST_CASE("an objective has a value for the user and a cost for the agent") {
  const Objective time = objective("minimize(total_time)");
  CHECK(time.value(Values{5, 2, 3}) == 5);
  CHECK(time.cost(Values{5, 2, 3}) == 5);
  CHECK(time.direction() == Direction::minimize);
  CHECK(time.text() == "minimize(total_time)");
  CHECK(time.label() == "total_time");
  CHECK(time.unit() == "ns");

  const Objective bandwidth = objective(" maximize ( bandwidth ) ");
  CHECK(bandwidth.value(Values{5, 2, 3}) == 2);
  CHECK(bandwidth.cost(Values{5, 2, 3}) == -2);
  CHECK(bandwidth.direction() == Direction::maximize);
  CHECK(bandwidth.text() == "maximize(bandwidth)");
}

TEST_CASE("a bare metric is optimised in its own direction") {
  CHECK(objective("total_time").text() == "minimize(total_time)");
  CHECK(objective("bandwidth").text() == "maximize(bandwidth)");
  CHECK(objective_error("average_power") ==
        "objective 'average_power': the metric has no direction of its own; write "
        "minimize(average_power) or maximize(average_power)");
}

TEST_CASE("weighted sums are plain arithmetic and have no unit") {
  const Objective sum = objective("minimize(0.5 * average_power / 10 + 0.5 * (total_time / 5))");
  CHECK(sum.value(Values{5, 2, 10}) == 1.0);
  CHECK(sum.unit().empty());
  CHECK(sum.uses() == std::vector<std::size_t>{0, 2});
}

TEST_CASE("target is ArchGym's ratio with its pole, closeness is bounded; both are maximised") {
  const Objective target = objective("target(average_power, 1000)");
  CHECK(target.text() == "maximize(target(average_power, 1000))");
  CHECK(target.value(Values{0, 0, 900}) == Approx(10));
  CHECK(target.value(Values{0, 0, 1100}) == Approx(10));
  CHECK(target.value(Values{0, 0, 1000}) == k_infinity);
  CHECK(target.cost(Values{0, 0, 1000}) == -k_infinity);

  const Objective closeness = objective("closeness(average_power, 1000)");
  CHECK(closeness.direction() == Direction::maximize);
  CHECK(closeness.value(Values{0, 0, 1000}) == 1);
  CHECK(closeness.value(Values{0, 0, 2000}) == Approx(0.5));
  CHECK(objective("minimize(target(average_power, 1000))").direction() == Direction::minimize);
}

TEST_CASE("a metric that was not produced makes the objective NaN, whatever the expression") {
  CHECK(std::isnan(objective("total_time").value(Values{k_nan, 1, 1})));
  CHECK(std::isnan(objective("minimize(min(total_time, 3))").value(Values{k_nan, 1, 1})));
  CHECK(objective("total_time").value(Values{1, k_nan, k_nan}) == 1);
}

TEST_CASE("wrong objectives are refused with what to write instead") {
  CHECK(objective_error("") == "an objective is empty; write minimize(METRIC) or maximize(METRIC)");
  CHECK(objective_error("total_tiem") ==
        "objective 'total_tiem': there is no such metric (did you mean 'total_time'?)");
  CHECK(objective_error("minimise(total_time)") ==
        "objective 'minimise(total_time)': expected minimize(...), maximize(...), target(...), "
        "closeness(...) or a metric (did you mean 'minimize'?)");
  CHECK(objective_error("total_time + bandwidth") ==
        "objective 'total_time + bandwidth': expected minimize(...), maximize(...), target(...), "
        "closeness(...) or a metric");
  CHECK_THAT(objective_error("minimize(total_time) + maximize(bandwidth)"),
             Catch::Contains("expected minimize(...), maximize(...)"));
  CHECK(objective_error("minimize()") ==
        "objective 'minimize()': nothing to minimize; expected a metric or an expression between "
        "the parentheses");
  CHECK(objective_error("minimize(3 + 4)") ==
        "objective 'minimize(3 + 4)': it does not depend on any metric");
  CHECK_THAT(objective_error("minimize(total_tme)"),
             Catch::StartsWith("objective 'minimize(total_tme)': ") &&
                 Catch::Contains("did you mean 'total_time'?"));
}

TEST_CASE("without a text the environment's default objective is used") {
  Manifest environment;
  environment.name = "toy";
  environment.metrics = k_metrics;
  auto objectives = parse_objectives({}, environment);
  REQUIRE(objectives);
  REQUIRE(objectives->size() == 1);
  CHECK(objectives->front().text() == "minimize(total_time)");

  environment.default_objective = "maximize(bandwidth)";
  CHECK(parse_objectives({}, environment)->front().text() == "maximize(bandwidth)");

  const std::vector<std::string> texts = {"total_time", "minimize(average_power)"};
  CHECK(parse_objectives(texts, environment)->size() == 2);

  environment.default_objective.clear();
  environment.metrics = {k_metrics[2]};
  CHECK(parse_objectives({}, environment).error().message ==
        "environment 'toy' has no default objective; say what to optimise with --objective");
}

TEST_CASE("violations are relative to the bound and at most 0 when the constraint is met") {
  CHECK(constraint("average_power <= 900").violation(Values{0, 0, 900}) == 0);
  CHECK(constraint("average_power <= 900").violation(Values{0, 0, 990}) == Approx(0.1));
  CHECK(constraint("average_power <= 900").violation(Values{0, 0, 450}) == Approx(-0.5));
  CHECK(constraint("bandwidth >= 10 GB/s").violation(Values{0, 8, 0}) == Approx(0.2));
  CHECK(constraint("bandwidth>=10").violation(Values{0, 12, 0}) < 0);
  CHECK(constraint("bandwidth - total_time <= 0").violation(Values{1, 4, 0}) == 3);
  CHECK(constraint("bandwidth <= -2").violation(Values{0, -1, 0}) == Approx(0.5));
  CHECK(std::isnan(constraint("bandwidth >= 1").violation(Values{0, k_nan, 0})));
}

TEST_CASE("a strict constraint is not met on its bound") {
  CHECK(constraint("average_power < 900").violation(Values{0, 0, 900}) > 0);
  CHECK(constraint("average_power > 900").violation(Values{0, 0, 900}) > 0);
  CHECK(constraint("average_power < 900").violation(Values{0, 0, 899}) < 0);
  CHECK(constraint("average_power > 900").violation(Values{0, 0, 901}) < 0);
}

TEST_CASE("wrong constraints are refused with what was expected") {
  CHECK(constraint_error("average_power") ==
        "constraint 'average_power': expected EXPRESSION <= NUMBER, or the same with >=, < or >");
  CHECK(constraint_error("average_power <= bandwidth") ==
        "constraint 'average_power <= bandwidth': 'bandwidth' is not a number; expected EXPRESSION "
        "<= NUMBER, or the same with >=, < or >");
  CHECK(constraint_error("average_power <= 1 W") ==
        "constraint 'average_power <= 1 W': the unit of average_power is 'mW', not 'W'");
  CHECK(constraint_error("average_power * 2 <= 1 mW") ==
        "constraint 'average_power * 2 <= 1 mW': unexpected 'mW' after the number; a unit is only "
        "allowed when a metric stands alone");
  CHECK(constraint_error("3 <= 4") == "constraint '3 <= 4': it does not depend on any metric");
  CHECK_THAT(constraint_error("average_powr <= 1"),
             Catch::Contains("did you mean 'average_power'?"));
  CHECK_THAT(constraint_error("average_power <= inf"), Catch::Contains("'inf' is not a number"));
}

TEST_CASE("feasible designs win over infeasible ones, then cost, then violation; NaN never wins") {
  const Score good{0, 1};
  const Score fair{0, 2};
  const Score slightly_infeasible{0.1, 0};
  const Score infeasible{0.5, -5};
  const Score none{0, k_nan};
  CHECK(better(good, fair));
  CHECK_FALSE(better(fair, good));
  CHECK(better(fair, slightly_infeasible));
  CHECK_FALSE(better(slightly_infeasible, fair));
  CHECK(better(slightly_infeasible, infeasible));
  CHECK(better(infeasible, none));
  CHECK_FALSE(better(none, infeasible));
  CHECK_FALSE(better(none, none));
  CHECK_FALSE(better(good, good));
}

TEST_CASE("a score adds the positive violations") {
  const std::vector<MetricConstraint> constraints = {constraint("average_power <= 100"),
                                                     constraint("bandwidth >= 10")};
  const Objective time = objective("total_time");
  CHECK(score(time, constraints, Values{7, 20, 50}).violation == 0);
  CHECK(score(time, constraints, Values{7, 20, 50}).cost == 7);
  CHECK(score(time, constraints, Values{7, 5, 150}).violation == Approx(1.0));
  CHECK(score(time, constraints, Values{7, 20, k_nan}).violation == k_infinity);
}

TEST_CASE("a success that lacks a value which is needed becomes a failure; its metrics stay") {
  const std::vector<Objective> objectives = {objective("minimize(total_time / bandwidth)")};
  const std::vector<MetricConstraint> constraints = {constraint("average_power <= 100")};
  auto judged = [&](const Values& metrics, EvaluationStatus status = EvaluationStatus::ok) {
    Outcome outcome;
    outcome.status = status;
    require_values({objectives, constraints, k_metrics}, metrics, outcome);
    return outcome;
  };
  CHECK(judged({1, 2, 300}).status == EvaluationStatus::ok);
  CHECK(judged({1, 2, 300}).reason.empty());

  const Outcome missing = judged({1, k_nan, 3});
  CHECK(missing.status == EvaluationStatus::failed);
  CHECK(missing.reason ==
        "metric 'bandwidth' has no value, but the objective 'minimize(total_time / bandwidth)' "
        "needs it");
  CHECK(judged({1, 0, 3}).reason ==
        "the objective 'minimize(total_time / bandwidth)' is not a finite number: inf");
  CHECK(judged({-1, 0, 3}).status == EvaluationStatus::failed);
  CHECK(judged({0, 0, 3}).status == EvaluationStatus::failed);
  CHECK_THAT(judged({1, 2, k_nan}).reason,
             Catch::Contains("the constraint 'average_power <= 100'"));
  CHECK(judged({1, 2, -k_infinity}).status == EvaluationStatus::failed);
  CHECK(judged({k_nan, k_nan, k_nan}).reason == "no metric has a value");
  CHECK(judged({k_nan, 2, 3}, EvaluationStatus::infeasible).status == EvaluationStatus::infeasible);
}
