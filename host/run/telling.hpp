// Results in the form in which an agent is told them.
#pragma once

#include <archgym/agent.h>

#include <cstdint>
#include <span>
#include <vector>

#include "plugin/agent.hpp"
#include "run/plan.hpp"
#include "store/outcome.hpp"

namespace archgym::host {

// Collects trials and tells them in one call. The agent gets copies: whatever it does to them, the
// host's own results stay as they are.
class Telling {
 public:
  // Borrows the plan. At most `most` trials at once.
  Telling(const Plan& plan, std::size_t most);

  // `objectives` are in the user's sense.
  void add(std::uint64_t trial, std::span<const ag_value> point, const Outcome& outcome,
           std::span<const double> metrics, std::span<const double> objectives);
  bool full() const { return count_ == trials_.size(); }

  Result<void> send(Agent& agent, ag_ctx& call);

 private:
  const Plan& plan_;
  std::vector<double> costs_, violations_;
  std::vector<ag_value> points_;
  std::vector<ag_trial> trials_;
  std::vector<const ag_trial*> pointers_;
  std::size_t count_ = 0;
};

}  // namespace archgym::host
