// What an agent is told about its task.
#pragma once

#include <archgym/agent.h>

#include <string>

#include "run/plan.hpp"

namespace archgym::host {

// Owns the ag_problem and its text. Borrows the plan's space: the plan must outlive it.
class Problem {
 public:
  Problem(const Plan& plan, std::uint32_t parallelism);
  Problem(const Problem&) = delete;
  Problem& operator=(const Problem&) = delete;

  const ag_problem& table() const { return table_; }

 private:
  std::string json_;  // valid against schemas/problem.schema.json
  ag_problem table_{};
};

}  // namespace archgym::host
