// Several evaluators at work at once.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <unordered_map>
#include <vector>

#include "evaluate/call_size.hpp"
#include "evaluate/evaluations.hpp"

namespace archgym::host {

// One thread per evaluator; each takes rows from the common heap as it gets done, so rows settle in
// any order. What the results are does not depend on who computed them. A lane goes on with its own
// episodes first, whose steps its evaluator need not take again.
class EvaluationPool : public Evaluations {
 public:
  explicit EvaluationPool(std::vector<std::unique_ptr<Evaluator>> evaluators);
  ~EvaluationPool() override;

  void begin(Batch& batch, std::span<const std::size_t> rows) override;
  Result<void> advance(EvaluationObserver& observer) override;
  bool idle() const override;
  Result<void> stop(EvaluationObserver& observer) override;

 private:
  class LaneObserver;

  void lane(std::size_t number);
  void end_lanes();
  bool next_rows(std::size_t lane, std::size_t most, std::vector<std::size_t>& rows);
  std::size_t next_step(std::size_t lane);
  void finished(const Result<void>& result);
  bool still() const { return busy_ == 0 && (waiting_.empty() || draining_); }

  std::vector<std::unique_ptr<Evaluator>> evaluators_;
  std::vector<std::size_t> reported_;  // of the calling thread

  mutable std::mutex mutex_;  // guards everything below
  std::condition_variable work_, news_;
  Batch* batch_ = nullptr;
  std::deque<std::size_t> waiting_;                         // rows that nobody has begun
  std::vector<std::size_t> settled_;                        // rows to be reported
  std::size_t busy_ = 0;                                    // lanes with rows
  std::unordered_map<std::uint64_t, std::size_t> lane_of_;  // by episode: who took its last step
  bool draining_ = false;                                   // begin no further rows
  bool ending_ = false;
  std::optional<Error> error_;

  std::vector<std::thread> lanes_;
};

}  // namespace archgym::host
