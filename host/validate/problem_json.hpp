// A problem as text, for agents that read ag_problem.json.
#pragma once

#include <cstdint>
#include <string>

namespace archgym::host::validation {

struct SearchProblem;

// Valid against schemas/problem.schema.json.
std::string problem_json(const SearchProblem& problem, std::uint64_t seed);

}  // namespace archgym::host::validation
