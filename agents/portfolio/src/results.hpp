// What is known about designs, and which of them are the best.
#pragma once

#include <archgym/agent.hpp>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "common/outcome.hpp"

namespace archgym::agents {

// A trial's result with everything that an ag_trial points to, except for the design.
struct Result {
  ag_status status = AG_OK;
  std::vector<double> objectives;
  std::vector<double> constraints;
  double fidelity = 1;
};
Result result_of(const Trial& trial);

// The trial that tells about a design. Borrows both.
ag_trial trial_of(std::uint64_t trial_id, Values point, const Result& result);

// The results by design_key(), the latest for each design.
class Results {
 public:
  // nullptr: not known.
  const Result* find(std::uint64_t key) const;
  void insert(std::uint64_t key, const Result& result);

  void save(Writer& out) const;
  void load(Reader& in, std::size_t objectives, std::size_t constraints);

 private:
  std::vector<std::uint64_t> keys_;
  std::vector<Result> results_;
  std::unordered_map<std::uint64_t, std::size_t> positions_;
};

// The outcomes that no other one dominates; one alone when there is one objective.
class Front {
 public:
  // True when no member dominates or equals the outcome: it joins, and what it dominates leaves.
  // Failures never join.
  bool insert(const Outcome& outcome);

  void save(Writer& out) const;
  void load(Reader& in, std::size_t objectives, std::size_t constraints);

 private:
  std::vector<Outcome> members_;
};

}  // namespace archgym::agents
