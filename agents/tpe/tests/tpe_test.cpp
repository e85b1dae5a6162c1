#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

#include "support/agent_session.hpp"

using namespace archgym::host;
using namespace archgym::host::test;

namespace {

const AgentLibrary& library() {
  static const AgentLibrary loaded(ARCHGYM_AGENT_LIBRARY);
  return loaded;
}

// A switch with a parameter of its own on either side, and six more numbers.
SearchProblem conditional(std::uint64_t objectives, std::uint64_t constraints) {
  std::string parameters = R"([
      { "name": "on", "type": "bool", "default": false, "description": "d" },
      { "name": "x", "type": "real", "minimum": 0, "maximum": 1, "default": 0, "when": "on",
        "description": "d" },
      { "name": "y", "type": "real", "minimum": 0, "maximum": 1, "default": 0, "when": "not on",
        "description": "d" })";
  for (int k = 0; k < 6; ++k) {
    parameters += ", { \"name\": \"n" + std::to_string(k) +
                  R"(", "type": "integer", "minimum": 0, "maximum": 9, "default": 0,
                     "description": "d" })";
  }
  return {make_space(parameters + "]"), objectives, constraints};
}

// Best: on, x = 0.8, all numbers 6.
double cost(const Point& point) {
  double sum = point[0].as.i64 != 0 ? std::abs(point[1].as.f64 - 0.8) : 0.5 + point[2].as.f64;
  for (std::size_t k = 3; k < point.size(); ++k) {
    sum += std::abs(static_cast<double>(point[k].as.i64) - 6) / 9;
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

TEST_CASE("tpe: learns a conditional space") {
  for (const std::uint64_t batch : {1, 4}) {
    CAPTURE(batch);
    double best = HUGE_VAL;
    AgentSession session(library(), conditional(1, 0), 1, {{"batch_size", batch}});
    run(session, 300, [&](std::uint64_t id, const Point& point) {
      best = std::min(best, cost(point));
      return Told{id, point, {cost(point)}, {}, AG_OK, 1};
    });
    // 300 random designs have one of 0.7 with a probability of about a tenth.
    CHECK(best < 0.35);
  }
}

TEST_CASE("tpe: keeps to constraints on results, and away from failures") {
  std::size_t failures = 0;
  double best = HUGE_VAL;
  AgentSession session(library(), conditional(1, 1), 2);
  run(session, 300, [&](std::uint64_t id, const Point& point) {
    const double excess = static_cast<double>(point[3].as.i64) - 3;  // costs 1/3
    const bool fails = point[4].as.i64 < 5;
    if (!fails && excess <= 0) best = std::min(best, cost(point));
    if (id >= 100) failures += fails ? 1 : 0;
    return Told{id, point, {cost(point)}, {excess}, fails ? AG_E_INSTANCE : AG_OK, 1};
  });
  CHECK(best < 1.0 / 3 + 0.45);
  CHECK(failures < 50);  // half of all designs fail
}

TEST_CASE("tpe: finds designs of different trade-offs between two objectives") {
  AgentSession session(library(), conditional(2, 0), 3);
  double first = HUGE_VAL;
  double second = HUGE_VAL;
  run(session, 300, [&](std::uint64_t id, const Point& point) {
    const auto n = static_cast<double>(point[3].as.i64);
    const double rest = cost(point) - std::abs(n - 6) / 9;
    const std::vector<double> objectives = {n + 9 * rest, 9 - n + 9 * rest};
    first = std::min(first, objectives[0]);
    second = std::min(second, objectives[1]);
    return Told{id, point, objectives, {}, AG_OK, 1};
  });
  CHECK(first < 5);
  CHECK(second < 5);
}
