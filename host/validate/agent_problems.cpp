#include "validate/agent_problems.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>

namespace archgym::host::validation {
namespace {

std::shared_ptr<const Space> mixed_space() {
  return make_space(R"([
      { "name": "flag", "type": "bool", "default": false, "description": "d" },
      { "name": "size", "type": "integer", "minimum": 1, "maximum": 128, "scale": "log",
        "default": 8, "description": "d" },
      { "name": "step", "type": "integer", "minimum": -10, "maximum": 11, "step": 3, "default": -1,
        "description": "d" },
      { "name": "depth", "type": "ordinal", "values": [1, 2, 4, 8], "default": 4,
        "description": "d" },
      { "name": "policy", "type": "categorical", "values": ["a", "b", "c"], "default": "b",
        "description": "d" },
      { "name": "volt", "type": "real", "minimum": 0.5, "maximum": 1.5, "default": 1,
        "description": "d" },
      { "name": "rate", "type": "real", "minimum": 0.001, "maximum": 10, "scale": "log",
        "default": 1, "description": "d" },
      { "name": "order", "type": "permutation", "values": ["K", "C", "Y", "X"],
        "default": ["K", "C", "Y", "X"], "description": "d" },
      { "name": "extra", "type": "integer", "minimum": 0, "maximum": 9, "default": 3,
        "when": "flag", "description": "d" },
      { "name": "tail", "type": "real", "minimum": 0, "maximum": 1, "default": 0,
        "inert_when": "policy == 'a'", "description": "d" }
    ])",
                    R"([{ "require": "step < size", "reason": "r" }])");
}

std::shared_ptr<const Space> finite_space() {
  return make_space(R"([
      { "name": "x", "type": "integer", "minimum": 0, "maximum": 5, "default": 0,
        "description": "d" },
      { "name": "y", "type": "categorical", "values": ["a", "b", "c", "d"], "default": "a",
        "description": "d" },
      { "name": "z", "type": "permutation", "values": ["1", "2", "3"], "default": ["1", "2", "3"],
        "inert_when": "y == 'c'", "description": "d" },
      { "name": "w", "type": "bool", "default": true, "when": "x > 2", "description": "d" }
    ])",
                    R"([{ "require": "x != 1 or y != 'b'", "reason": "r" }])");
}

std::shared_ptr<const Space> two_designs() {
  return make_space(R"([{ "name": "x", "type": "bool", "default": false, "description": "d" }])");
}

std::shared_ptr<const Space> huge_space() {
  return make_space(R"([
      { "name": "p", "type": "permutation", "values": ["A","B","C","D","E","F","G","H","I","J",
        "K","L","M","N","O","P","Q","R","S","T"], "default": ["A","B","C","D","E","F","G","H","I",
        "J","K","L","M","N","O","P","Q","R","S","T"], "description": "d" },
      { "name": "n", "type": "integer", "minimum": -1000000000000, "maximum": 1000000000000,
        "default": 0, "description": "d" },
      { "name": "r", "type": "real", "minimum": -1e300, "maximum": 1e300, "default": 0,
        "description": "d" }
    ])");
}

std::shared_ptr<const Space> fix(const std::shared_ptr<const Space>& space, const char* name,
                                 std::int64_t number) {
  ag_value value{};
  value.kind = AG_KIND_INT;
  value.as.i64 = number;
  return std::make_shared<const Space>(*space->fix(*space->find(name), value));
}

std::shared_ptr<const Space> one_design() {
  auto space = make_space(R"([{ "name": "x", "type": "integer", "minimum": 0, "maximum": 9,
                                "default": 0, "description": "d" }])");
  return fix(space, "x", 7);
}

}  // namespace

const std::vector<NamedProblem>& problems() {
  static const std::vector<NamedProblem> all = {
      {"mixed", {mixed_space(), 1, 0}},
      {"mixed, 2 objectives, 1 constraint", {mixed_space(), 2, 1}},
      {"mixed, 2 constraints, a budget, parallel", {mixed_space(), 1, 2, 100, 4}},
      {"finite", {finite_space(), 1, 1}},
      {"finite, 3 objectives", {finite_space(), 3, 0}},
      {"two designs", {two_designs(), 1, 0}},
      {"one design", {one_design(), 1, 0}},
      {"huge", {huge_space(), 1, 0}},
      {"with a fixed parameter", {fix(mixed_space(), "depth", 8), 1, 0}}};
  return all;
}

const SearchProblem& mixed_problem() {
  return problems().front().problem;
}

Told result_of(const SearchProblem& problem, std::uint64_t trial_id, const Point& point) {
  std::vector<double> unit(point.size());
  problem.space->encode(point, unit);
  double sum = 0;
  for (std::size_t p = 0; p < unit.size(); ++p) {
    if (!std::isnan(unit[p])) sum += static_cast<double>(p + 1) * unit[p];
  }
  Told told{trial_id, point, {}, {}, AG_OK, 1};
  for (std::uint64_t k = 0; k < problem.objectives; ++k) {
    told.objectives.push_back(std::abs(sum - static_cast<double>(k)));
  }
  for (std::uint64_t k = 0; k < problem.constraints; ++k) {
    told.constraints.push_back(3 + static_cast<double>(k) - sum);
  }
  switch (static_cast<std::uint64_t>(sum * 1000) % 16) {
    case 0:
      told.status = AG_INFEASIBLE;
      break;
    case 1:
      told.status = AG_E_INSTANCE;
      break;
    case 2:
      told.status = AG_CANCELLED;
      break;
    case 3:
      told.objectives[0] = std::nan("");
      break;
    case 4:
      told.objectives[0] = -HUGE_VAL;
      break;
    case 5:
      told.objectives[0] = HUGE_VAL;
      break;
    default:
      break;
  }
  return told;
}

std::vector<Told> results_of(const SearchProblem& problem, const std::vector<Proposed>& proposed) {
  std::vector<Told> results;
  results.reserve(proposed.size());
  for (const Proposed& one : proposed) {
    results.push_back(result_of(problem, one.trial_id, one.point));
  }
  return results;
}

std::vector<Told> foreign_results(const SearchProblem& problem, std::uint64_t count) {
  std::vector<Told> results;
  Point point(problem.space->size());
  for (std::uint64_t k = 0; k < count; ++k) {
    if (problem.space->sample(99, k, point) != AG_OK) throw std::logic_error("no design to tell");
    results.push_back(result_of(problem, 1'000'000 + k, point));
  }
  return results;
}

std::string key_of(const Point& canonical) {
  return {reinterpret_cast<const char*>(canonical.data()), canonical.size() * sizeof(ag_value)};
}

std::string search(AgentSession& session, const SearchProblem& problem, std::uint64_t batch,
                   std::uint64_t trials) {
  std::string stream;
  for (std::uint64_t told = 0; told < trials;) {
    const auto proposed = session.ask(std::min(batch, trials - told));
    if (proposed.empty() && session.status() == AG_AGAIN) {
      throw std::runtime_error("the agent waits for results, but it was told all of them");
    }
    for (const Proposed& one : proposed) stream += key_of(one.point);
    session.tell(results_of(problem, proposed));
    told += proposed.size();
    if (session.status() == AG_DONE) break;
  }
  return stream;
}

}  // namespace archgym::host::validation
