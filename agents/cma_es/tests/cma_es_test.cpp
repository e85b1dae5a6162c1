#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <set>

#include "support/agent_session.hpp"

using namespace archgym::host;
using namespace archgym::host::test;

namespace {

const AgentLibrary& library() {
  static const AgentLibrary loaded(ARCHGYM_AGENT_LIBRARY);
  return loaded;
}

// Reals and integers: the ellipsoid-int of the paper on CMA-ES with margin.
SearchProblem numbers(std::uint64_t objectives, std::uint64_t constraints) {
  std::string parameters;
  for (int k = 0; k < 8; ++k) {
    parameters += std::string(k == 0 ? "[" : ",") + "{ \"name\": \"x" + std::to_string(k) + "\"," +
                  (k < 4 ? R"("type": "real", "minimum": -10, "maximum": 10, "default": 0)"
                         : R"("type": "integer", "minimum": -10, "maximum": 10, "default": 0)") +
                  ", \"description\": \"d\" }";
  }
  return {make_space(parameters + "]"), objectives, constraints};
}

double number(const ag_value& value) {
  return value.kind == AG_KIND_REAL ? value.as.f64 : static_cast<double>(value.as.i64);
}

double ellipsoid(const Point& point) {
  double sum = 0;
  for (std::size_t k = 0; k < point.size(); ++k) {
    sum += std::pow(100.0, static_cast<double>(k) / 7) * std::pow(number(point[k]) - 3, 2);
  }
  return sum;
}

using Evaluate = std::function<Told(std::uint64_t, const Point&)>;

void run(AgentSession& session, std::uint64_t budget, const Evaluate& evaluate) {
  for (std::uint64_t told = 0; told < budget;) {
    std::vector<Told> results;
    for (const Proposed& one : session.ask(budget - told)) {
      results.push_back(evaluate(one.trial_id, one.point));
    }
    session.tell(results);
    told += results.size();
  }
}

}  // namespace

TEST_CASE("cma_es: finds the optimum of a mixed-integer ellipsoid") {
  for (const std::uint64_t seed : {1, 2, 3}) {
    double best = HUGE_VAL;
    AgentSession session(library(), numbers(1, 0), seed);
    run(session, 3000, [&](std::uint64_t id, const Point& point) {
      best = std::min(best, ellipsoid(point));
      return Told{id, point, {ellipsoid(point)}, {}, AG_OK, 1};
    });
    CAPTURE(seed);
    CHECK(best < 1e-3);
  }
}

TEST_CASE("cma_es: keeps to constraints, and away from failures") {
  double best = HUGE_VAL;
  AgentSession session(library(), numbers(1, 1), 1);
  run(session, 3000, [&](std::uint64_t id, const Point& point) {
    const double excess = number(point[7]) - 1;  // costs 400
    const bool fails = number(point[0]) < 0;
    if (!fails && excess <= 0) best = std::min(best, ellipsoid(point));
    return Told{id, point, {ellipsoid(point)}, {excess}, fails ? AG_E_INSTANCE : AG_OK, 1};
  });
  CHECK(best < 400 + 1);
}

TEST_CASE("cma_es: waits for a generation, and takes its results in any order") {
  const auto proposals = [](bool reversed) {
    AgentSession session(library(), numbers(1, 0), 1, {{"population_size", 10}});
    std::vector<Told> results;
    for (const Proposed& one : session.ask(100)) {
      results.push_back({one.trial_id, one.point, {ellipsoid(one.point)}, {}, AG_OK, 1});
    }
    CHECK(results.size() == 10);
    CHECK(session.ask(1).empty());
    CHECK(session.status() == AG_AGAIN);
    if (reversed) std::reverse(results.begin(), results.end());
    session.tell(results);
    std::string bytes;
    for (const Proposed& one : session.ask(100)) {
      bytes.append(reinterpret_cast<const char*>(one.point.data()),
                   one.point.size() * sizeof(ag_value));
    }
    return bytes;
  };
  CHECK((proposals(false) == proposals(true)));
}

TEST_CASE("cma_es: starts from the best design that another agent left") {
  AgentSession session(library(), numbers(1, 0), 1, {{"step_size", 0.001}});
  session.set_next_trial(10);
  Point left = numbers(1, 0).space->initial();
  for (ag_value& value : left) {
    if (value.kind == AG_KIND_REAL) {
      value.as.f64 = 7;
    } else {
      value.as.i64 = 7;
    }
  }
  session.tell({{1, left, {1.0}, {}, AG_OK, 1}});
  for (const Proposed& one : session.ask(5)) {
    for (int k = 0; k < 4; ++k) CHECK(std::abs(number(one.point[k]) - 7) < 0.3);
  }
}
