// What an agent is told about its task.
#pragma once

#include <archgym/agent.h>

#include <string>

#include <cstdint>

#include "run/plan.hpp"

namespace archgym::host {

// Evaluations that an agent may expect to run at once: a quarter of the window. The rest of it is
// for those that end before the ones they were asked after. It does not depend on the machine.
std::uint32_t parallelism_of(const RunConfig& config);

// Owns the ag_problem and its text. Borrows the plan's space: the plan must outlive it.
class Problem {
 public:
  explicit Problem(const Plan& plan);
  Problem(const Problem&) = delete;
  Problem& operator=(const Problem&) = delete;

  const ag_problem& table() const { return table_; }

 private:
  std::string json_;  // valid against schemas/problem.schema.json
  ag_problem table_{};
};

}  // namespace archgym::host
