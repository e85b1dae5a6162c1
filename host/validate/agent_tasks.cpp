#include "validate/agent_tasks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace archgym::host::validation {
namespace {

// The number of inversions of a permutation is the sum of the digits of its lexicographic rank in
// the factorial number system.
double inversions(std::int64_t rank, std::int64_t items) {
  std::int64_t sum = 0;
  for (std::int64_t base = 1; base <= items; ++base) {
    sum += rank % base;
    rank /= base;
  }
  return static_cast<double>(sum);
}

}  // namespace

std::shared_ptr<const Space> space_of(std::size_t count, const std::string& declaration) {
  std::string parameters;
  for (std::size_t k = 0; k < count; ++k) {
    parameters += (k == 0 ? "[" : ",") + std::string(R"({ "name": "p)") + std::to_string(k) +
                  R"(", "description": "d", )" + declaration + "}";
  }
  return make_space(parameters + "]");
}

Task sphere() {
  return {{space_of(10, R"("type": "integer", "minimum": 0, "maximum": 63, "default": 0)"), 1, 0},
          [](std::uint64_t id, const Point& point) {
            double sum = 0;
            for (const ag_value& value : point) {
              sum += std::pow(static_cast<double>(value.as.i64) - 23, 2);
            }
            return Told{id, point, {sum}, {}, AG_OK, 1};
          }};
}

Task real_sphere() {
  return {{space_of(10, R"("type": "real", "minimum": 0, "maximum": 1, "default": 0.5)"), 1, 0},
          [](std::uint64_t id, const Point& point) {
            double sum = 0;
            for (const ag_value& value : point) sum += std::pow(value.as.f64 - 0.23, 2);
            return Told{id, point, {sum}, {}, AG_OK, 1};
          }};
}

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

Task switches() {
  return {{space_of(24, R"("type": "bool", "default": false)"), 1, 0},
          [](std::uint64_t id, const Point& point) {
            double wrong = 0;
            for (std::size_t k = 0; k < point.size(); ++k) {
              wrong += point[k].as.i64 == static_cast<std::int64_t>(k % 3 == 0) ? 0 : 1;
            }
            return Told{id, point, {wrong}, {}, AG_OK, 1};
          }};
}

Task sorting() {
  return {
      {space_of(2, R"("type": "permutation", "values": ["0","1","2","3","4","5","6","7","8","9"],
                          "default": ["9","8","7","6","5","4","3","2","1","0"])"),
       1, 0},
      [](std::uint64_t id, const Point& point) {
        double sum = 0;
        for (const ag_value& value : point) sum += inversions(value.as.i64, 10);
        return Told{id, point, {sum}, {}, AG_OK, 1};
      }};
}

Task zdt1() {
  return {{space_of(10, R"("type": "real", "minimum": 0, "maximum": 1, "default": 0.5)"), 2, 0},
          [](std::uint64_t id, const Point& point) {
            double g = 1;
            for (std::size_t k = 1; k < point.size(); ++k) g += point[k].as.f64;
            const double f = point[0].as.f64;
            return Told{id, point, {f, g * (1 - std::sqrt(f / g))}, {}, AG_OK, 1};
          }};
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

double quality(const std::vector<Told>& results) {
  std::vector<std::pair<double, double>> points;
  double best = std::numeric_limits<double>::infinity();
  for (const Told& told : results) {
    const bool feasible = std::all_of(told.constraints.begin(), told.constraints.end(),
                                      [](double violation) { return violation <= 0; });
    if (!feasible || told.status != AG_OK) continue;
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

std::vector<Told> run_agent(const AgentLibrary& library, const Task& task, std::uint64_t seed,
                            std::uint64_t budget, const boost::json::object& hyperparameters,
                            std::uint64_t batch) {
  AgentSession session(library, task.problem, seed, hyperparameters);
  std::vector<Told> all;
  while (all.size() < budget) {
    std::vector<Told> results;
    for (const Proposed& one : session.ask(std::min<std::uint64_t>(batch, budget - all.size()))) {
      results.push_back(task.evaluate(one.trial_id, one.point));
    }
    session.tell(results);
    all.insert(all.end(), results.begin(), results.end());
    if (session.status() == AG_DONE) break;
  }
  return all;
}

Comparison compare_with_random(const AgentLibrary& library, const Task& task, std::uint64_t budget,
                               const boost::json::object& hyperparameters) {
  std::vector<double> agent;
  std::vector<double> random;
  for (std::uint64_t seed = 1; seed <= 11; ++seed) {
    agent.push_back(quality(run_agent(library, task, seed, budget, hyperparameters)));
    random.push_back(quality(random_results(task, seed, budget)));
  }
  std::nth_element(agent.begin(), agent.begin() + 5, agent.end());
  return {agent[5], *std::min_element(random.begin(), random.end())};
}

}  // namespace archgym::host::validation
