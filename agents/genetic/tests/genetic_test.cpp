#include <algorithm>
#include <archgym/random.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <set>

#include "support/agent_exhaustion.hpp"
#include "support/agent_session.hpp"

using namespace archgym::host;
using namespace archgym::host::test;
using archgym::Random;

namespace {

const AgentLibrary& library() {
  static const AgentLibrary loaded(ARCHGYM_AGENT_LIBRARY);
  return loaded;
}

std::string key_of(const Point& point) {
  return {reinterpret_cast<const char*>(point.data()), point.size() * sizeof(ag_value)};
}

// A problem with a known evaluation.
struct Task {
  SearchProblem problem;
  std::function<Told(std::uint64_t, const Point&)> evaluate;
};

std::shared_ptr<const Space> space_of(std::size_t count, const std::string& kind) {
  std::string parameters;
  for (std::size_t k = 0; k < count; ++k) {
    parameters += (k == 0 ? "[" : ",") + std::string("{ \"name\": \"p") + std::to_string(k) +
                  "\", \"description\": \"d\", " + kind + "}";
  }
  return make_space(parameters + "]");
}

// Ten integers, distance to a point in the middle of nowhere.
Task sphere() {
  return {{space_of(10, R"("type": "integer", "minimum": 0, "maximum": 63, "default": 0)"), 1, 0},
          [](std::uint64_t id, const Point& point) {
            double sum = 0;
            for (const ag_value& value : point) {
              sum += std::pow(static_cast<double>(value.as.i64) - 23.0, 2);
            }
            return Told{id, point, {sum}, {}, AG_OK, 1};
          }};
}

// Blocks of three categories: all 'c' is best, but everything short of that is the better the more
// 'a' it has (a trap function; Deb, Goldberg, FOGA 1992).
Task trap() {
  return {
      {space_of(18, R"("type": "categorical", "values": ["a", "b", "c"], "default": "b")"), 1, 0},
      [](std::uint64_t id, const Point& point) {
        double gain = 0;
        for (std::size_t block = 0; block < point.size(); block += 3) {
          int a = 0;
          int c = 0;
          for (std::size_t k = block; k < block + 3; ++k) {
            a += point[k].as.i64 == 0;
            c += point[k].as.i64 == 2;
          }
          gain += c == 3 ? 4 : a;
        }
        return Told{id, point, {-gain}, {}, AG_OK, 1};
      }};
}

// What to take along (value k + 1, weight growing faster) within a weight limit.
Task knapsack() {
  return {{space_of(24, R"("type": "bool", "default": false)"), 1, 1},
          [](std::uint64_t id, const Point& point) {
            double value = 0;
            double weight = 0;
            for (std::size_t k = 0; k < point.size(); ++k) {
              if (point[k].as.i64 == 0) continue;
              value += static_cast<double>(k) + 1;
              weight += std::pow(static_cast<double>(k) + 1, 1.5);
            }
            return Told{id, point, {-value}, {weight / 300 - 1}, AG_OK, 1};
          }};
}

// ZDT1 with ten reals (Zitzler, Deb, Thiele, Evol. Comp. 8(2), 2000).
Task zdt1() {
  return {{space_of(10, R"("type": "real", "minimum": 0, "maximum": 1, "default": 0.5)"), 2, 0},
          [](std::uint64_t id, const Point& point) {
            double g = 1;
            for (std::size_t k = 1; k < point.size(); ++k) g += point[k].as.f64;
            const double f = point[0].as.f64;
            return Told{id, point, {f, g * (1 - std::sqrt(f / g))}, {}, AG_OK, 1};
          }};
}

// Smaller is better: the best feasible objective or, for two objectives, minus the area that is
// dominated below (1.1, 8).
double quality(const std::vector<Told>& results) {
  std::vector<std::pair<double, double>> points;
  double best = std::numeric_limits<double>::infinity();
  for (const Told& told : results) {
    const bool feasible = std::all_of(told.constraints.begin(), told.constraints.end(),
                                      [](double violation) { return violation <= 0; });
    if (!feasible) continue;
    best = std::min(best, told.objectives[0]);
    if (told.objectives.size() == 2) points.emplace_back(told.objectives[0], told.objectives[1]);
  }
  if (points.empty()) return best;
  std::sort(points.begin(), points.end());
  double area = 0;
  double roof = 8;
  for (const auto& [x, y] : points) {
    if (y >= roof || x >= 1.1) continue;
    area += (1.1 - x) * (roof - y);
    roof = y;
  }
  return -area;
}

std::vector<Told> genetic_results(const Task& task, std::uint64_t seed, std::uint64_t budget,
                                  const boost::json::object& hyperparameters) {
  AgentSession session(library(), task.problem, seed, hyperparameters);
  std::vector<Told> all;
  while (all.size() < budget) {
    std::vector<Told> results;
    for (const Proposed& one : session.ask(std::min<std::uint64_t>(16, budget - all.size()))) {
      results.push_back(task.evaluate(one.trial_id, one.point));
    }
    session.tell(results);
    all.insert(all.end(), results.begin(), results.end());
  }
  return all;
}

std::vector<Told> random_results(const Task& task, std::uint64_t seed, std::uint64_t budget) {
  std::vector<Told> all;
  Point point(task.problem.space->size());
  for (std::uint64_t k = 0; k < budget; ++k) {
    task.problem.space->sample(seed, k, point);
    all.push_back(task.evaluate(k, point));
  }
  return all;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

void beats_random(const Task& task, std::uint64_t budget,
                  const boost::json::object& hyperparameters = {}) {
  std::vector<double> genetic;
  std::vector<double> random;
  for (std::uint64_t seed = 1; seed <= 11; ++seed) {
    genetic.push_back(quality(genetic_results(task, seed, budget, hyperparameters)));
    random.push_back(quality(random_results(task, seed, budget)));
  }
  // Not by luck: the median run beats the best random one.
  CHECK(median(genetic) < *std::min_element(random.begin(), random.end()));
}

}  // namespace

TEST_CASE("genetic: beats random search") {
  SECTION("a smooth problem") {
    beats_random(sphere(), 600);
  }
  SECTION("a deceptive problem") {
    beats_random(trap(), 600);
  }
  SECTION("a constrained problem") {
    beats_random(knapsack(), 600);
  }
  SECTION("two objectives") {
    beats_random(zdt1(), 600);
  }
  SECTION("two-point crossover") {
    beats_random(sphere(), 600, {{"crossover", "two_point"}});
  }
  SECTION("without elites") {
    beats_random(sphere(), 600, {{"elite_count", 0}});
  }
}

TEST_CASE("genetic: finds the optimum of a smooth problem") {
  CHECK(quality(genetic_results(sphere(), 1, 4000, {})) <= 3);
}

TEST_CASE("genetic: waits for the results of a generation") {
  const Task task = sphere();
  AgentSession session(library(), task.problem, 1, {{"population_size", 10}, {"elite_count", 2}});
  const auto tell = [&](const Proposed& one) {
    session.tell({task.evaluate(one.trial_id, one.point)});
  };
  auto proposed = session.ask(100);
  CHECK(proposed.size() == 10);
  CHECK(session.ask(100).empty());
  CHECK(session.status() == AG_AGAIN);
  for (std::size_t k = 1; k < 10; ++k) tell(proposed[k]);
  CHECK(session.ask(1).empty());
  CHECK(session.status() == AG_AGAIN);
  tell(proposed[0]);
  CHECK(session.ask(3).size() == 3);
  CHECK(session.ask(100).size() == 5);  // two elites survive
  CHECK(session.status() == AG_OK);
}

TEST_CASE("genetic: the stream depends neither on the batch size nor on the order of results") {
  const Task task = sphere();
  const auto run = [&](std::uint64_t batch, bool shuffled) {
    AgentSession session(library(), task.problem, 7);
    Random random(1, "order");
    std::string stream;
    std::vector<Proposed> outstanding;
    for (std::uint64_t asked = 0; asked < 320;) {
      const auto proposed = session.ask(std::min(batch, 320 - asked));
      for (const Proposed& one : proposed) stream += key_of(one.point);
      asked += proposed.size();
      outstanding.insert(outstanding.end(), proposed.begin(), proposed.end());
      if (shuffled && !proposed.empty()) continue;  // tell only when the agent waits
      random.shuffle(outstanding.begin(), outstanding.end());
      for (const Proposed& one : outstanding) {
        session.tell({task.evaluate(one.trial_id, one.point)});
      }
      outstanding.clear();
    }
    return stream;
  };
  const std::string expected = run(1, false);
  CHECK(run(7, false) == expected);
  CHECK(run(64, false) == expected);
  CHECK(run(9, true) == expected);
}

TEST_CASE("genetic: proposes every design of a finite space once, then it is done") {
  const SearchProblem problem{make_space(R"([
      { "name": "x", "type": "integer", "minimum": 0, "maximum": 9, "default": 0,
        "description": "d" },
      { "name": "y", "type": "integer", "minimum": 0, "maximum": 9, "default": 0,
        "inert_when": "x == 3", "description": "d" }])",
                                         R"([{ "require": "x != 5 or y > 4", "reason": "r" }])"),
                              1, 0};
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    AgentSession session(library(), problem, seed, {{"population_size", 8}});
    std::set<std::string> seen;
    std::size_t asked = 0;
    for (int round = 0; round < 200; ++round) {
      const auto proposed = session.ask(8);
      asked += proposed.size();
      std::vector<Told> results;
      for (const Proposed& one : proposed) {
        seen.insert(key_of(one.point));
        const auto cost = static_cast<double>(one.point[0].as.i64 + one.point[1].as.i64);
        results.push_back({one.trial_id, one.point, {cost}, {}, AG_OK, 1});
      }
      session.tell(results);
      if (session.status() == AG_DONE) break;
    }
    CHECK(session.status() == AG_DONE);
    // 8 free values of x with 10 of y, one y at x = 3, five at x = 5.
    CHECK(seen.size() == 86);
    CHECK(asked == 86);
  }
}

TEST_CASE("genetic: learns from the results of another agent") {
  const Task task = sphere();
  const auto mean_cost = [&](AgentSession& session) {
    double sum = 0;
    for (const Proposed& one : session.ask(16)) {
      sum += task.evaluate(one.trial_id, one.point).objectives[0] / 16;
    }
    return sum;
  };
  AgentSession fresh(library(), task.problem, 3);
  AgentSession taught(library(), task.problem, 3);
  taught.set_next_trial(2000);
  taught.tell(genetic_results(task, 11, 2000, {}));
  CHECK(mean_cost(taught) < 0.1 * mean_cost(fresh));
}

TEST_CASE("genetic: failed and infeasible designs are not preferred as parents") {
  // Everything with x < 32 fails; the objective pulls towards 0.
  const Task task{
      {space_of(4, R"("type": "integer", "minimum": 0, "maximum": 63, "default": 0)"), 1, 0},
      [](std::uint64_t id, const Point& point) {
        double sum = 0;
        for (const ag_value& value : point) sum += static_cast<double>(value.as.i64);
        const bool fails = point[0].as.i64 < 32;
        return Told{id, point, {sum}, {}, fails ? AG_E_INSTANCE : AG_OK, 1};
      }};
  std::size_t failures = 0;
  const auto results = genetic_results(task, 1, 1000, {});
  for (const Told& told : results) failures += told.status != AG_OK;
  CHECK(failures < 400);  // half of all designs fail
}

TEST_CASE("genetic: exhausts finite spaces of any form") {
  exhausts_random_spaces(library());
}
