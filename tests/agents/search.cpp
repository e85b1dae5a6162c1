#include "agents/search.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>

namespace archgym::host::test {
namespace {

std::unique_ptr<const AgentLibrary>& loaded() {
  static std::unique_ptr<const AgentLibrary> library;
  return library;
}

}  // namespace

void load_agent(const std::filesystem::path& library, boost::json::object hyperparameters) {
  loaded() = std::make_unique<const AgentLibrary>(library, std::move(hyperparameters));
}

const AgentLibrary& agent() {
  if (loaded() == nullptr) throw std::runtime_error("no agent is given: --agent LIBRARY");
  return *loaded();
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

}  // namespace archgym::host::test
