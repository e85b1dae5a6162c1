// The memory into which an agent proposes designs.
#pragma once

#include <archgym/agent.h>

#include <cstdint>
#include <span>
#include <vector>

#include "plugin/agent.hpp"

namespace archgym::host {

// Asks an agent for designs. What it may write to is apart from everything that the host relies on,
// and is looked over before any of it is used.
class Asking {
 public:
  // At most `most` designs of `parameters` values at once.
  Asking(std::size_t parameters, std::size_t most);

  // Asks for `count` designs, the first as trial `first`. It is an error, too, when
  // the agent wrote to memory that is not for it.
  Result<Asked> ask(Agent& agent, ag_ctx& call, std::uint64_t first, std::size_t count);

  // The k-th design of those that were filled; valid until the next ask(). A value that the agent
  // left out has a kind that does not exist.
  std::span<const ag_value> point(std::size_t k) const {
    return std::span(values_).subspan(k * stride_, parameters_);
  }

 private:
  void prepare(std::uint64_t first, std::size_t count);
  Result<void> look_over(const Agent& agent, std::size_t count) const;

  std::size_t parameters_, stride_;
  std::vector<ag_value> values_;  // of each design, with guards behind it
  std::vector<ag_proposal> places_;
  std::vector<ag_proposal*> pointers_, given_;  // ours, and what the agent gets of them
};

}  // namespace archgym::host
