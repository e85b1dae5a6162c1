// Problems to try an agent on, and results for what it proposes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "validate/agent_session.hpp"

namespace archgym::host::validation {

struct NamedProblem {
  const char* name;
  SearchProblem problem;
};

// Every kind of parameter, conditions, inert parameters, constraints, fixed values; tiny and huge;
// one objective and several.
const std::vector<NamedProblem>& problems();

// The first of them: a mixed space.
const SearchProblem& mixed_problem();

// A result that is a function of the design, with everything that happens: infeasible and failed
// ones, objectives that are NaN or infinite, missed constraints.
Told result_of(const SearchProblem& problem, std::uint64_t trial_id, const Point& point);
std::vector<Told> results_of(const SearchProblem& problem, const std::vector<Proposed>& proposed);

// Results for random designs that the agent did not ask for.
std::vector<Told> foreign_results(const SearchProblem& problem, std::uint64_t count);

// The bytes of a design: equal designs have equal keys.
std::string key_of(const Point& canonical);

// Asks and tells until `trials` designs are told or the agent is done; returns the bytes of what
// was proposed.
std::string search(AgentSession& session, const SearchProblem& problem, std::uint64_t batch,
                   std::uint64_t trials);

}  // namespace archgym::host::validation
