// Results that the run file has and the agent does not know yet.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>

#include "base/result.hpp"
#include "store/run_file.hpp"

namespace archgym::host {

// By trial; there may be gaps, since results are stored as they arrive.
class StoredResults {
 public:
  void add(const StoredEvaluation& evaluation) { results_.emplace(evaluation.id, evaluation); }

  // nullptr when the trial has to be evaluated. The error says how the proposal differs from the
  // one that was stored: the run would not be the same run. The text follows "cannot be continued:
  // ".
  Result<const StoredEvaluation*> find(std::uint64_t trial, std::span<const ag_value> point,
                                       const std::optional<std::uint64_t>& previous) const;

  // The agent knows the trials before `told`.
  void forget_before(std::uint64_t told);

 private:
  std::map<std::uint64_t, StoredEvaluation> results_;
};

}  // namespace archgym::host
