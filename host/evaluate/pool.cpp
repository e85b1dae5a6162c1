#include "evaluate/pool.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "base/clock.hpp"

namespace archgym::host {
namespace {

// How long the caller waits for news before it asks whether to go on.
constexpr std::chrono::milliseconds k_look(50);
// A lane takes this part of its share of what is left, so that all get done at the same time.
constexpr std::size_t k_part = 4;
// Rows that a lane takes at once, at the most.
constexpr std::size_t k_most_rows = 256;

}  // namespace

// Collects what a lane's evaluator reports.
class EvaluationPool::LaneObserver final : public EvaluationObserver {
 public:
  explicit LaneObserver(EvaluationPool& pool) : pool_(pool) {}

  Result<void> settled(std::size_t row) override {
    const std::scoped_lock lock(pool_.mutex_);
    pool_.settled_.push_back(row);
    pool_.news_.notify_one();
    return {};
  }
  bool proceed() override {
    const std::scoped_lock lock(pool_.mutex_);
    return !pool_.draining_;
  }

 private:
  EvaluationPool& pool_;
};

EvaluationPool::EvaluationPool(std::vector<std::unique_ptr<Evaluator>> evaluators)
    : evaluators_(std::move(evaluators)) {
  try {
    for (std::size_t number = 0; number < evaluators_.size(); ++number) {
      lanes_.emplace_back([this, number] { lane(number); });
    }
  } catch (...) {  // no memory, or no thread to be had: those that run must not outlive this
    end_lanes();
    throw;
  }
}

EvaluationPool::~EvaluationPool() {
  end_lanes();
}

void EvaluationPool::end_lanes() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  work_.notify_all();
  for (auto& thread : lanes_) thread.join();
}

void EvaluationPool::lane(std::size_t number) {
  Evaluator& evaluator = *evaluators_[number];
  LaneObserver observer(*this);
  std::vector<std::size_t> rows;
  CallSize most(k_most_rows);  // rows behind a long evaluation are better off in other lanes
  while (next_rows(number, most.next(), rows)) {
    const double started = monotonic_seconds();
    try {
      finished(evaluator.evaluate(*batch_, rows, observer));
    } catch (const std::exception& error) {  // no memory: nothing else throws
      finished(failure(error.what()));
    }
    most.record(rows.size(), monotonic_seconds() - started);
  }
}

// Waits for work; false at the end.
bool EvaluationPool::next_rows(std::size_t lane, std::size_t most, std::vector<std::size_t>& rows) {
  std::unique_lock lock(mutex_);
  work_.wait(lock, [this] { return ending_ || (!waiting_.empty() && !draining_); });
  if (ending_) return false;
  ++busy_;
  if (batch_->step(waiting_.front())) {
    rows.assign(1, next_step(lane));
    return true;
  }
  const std::size_t share = waiting_.size() / (k_part * evaluators_.size());
  const auto end =
      waiting_.begin() + static_cast<std::ptrdiff_t>(std::clamp<std::size_t>(share, 1, most));
  rows.assign(waiting_.begin(), end);
  waiting_.erase(waiting_.begin(), end);
  return true;
}

// Takes a row from the heap: of an episode of this lane, or of nobody's, or any.
std::size_t EvaluationPool::next_step(std::size_t lane) {
  const auto lane_of = [this](std::size_t row) {
    const auto found = lane_of_.find(batch_->step(row)->episode);
    return found == lane_of_.end() ? evaluators_.size() : found->second;
  };
  auto chosen = std::ranges::find(waiting_, lane, lane_of);
  if (chosen == waiting_.end()) chosen = std::ranges::find(waiting_, evaluators_.size(), lane_of);
  if (chosen == waiting_.end()) chosen = waiting_.begin();
  const std::size_t row = *chosen;
  lane_of_[batch_->step(row)->episode] = lane;
  waiting_.erase(chosen);
  return row;
}

void EvaluationPool::finished(const Result<void>& result) {
  const std::scoped_lock lock(mutex_);
  --busy_;
  if (!result) {
    draining_ = true;
    if (!error_) error_ = result.error();
  }
  news_.notify_one();
}

void EvaluationPool::begin(Batch& batch, std::span<const std::size_t> rows) {
  {
    const std::scoped_lock lock(mutex_);
    batch_ = &batch;
    waiting_.insert(waiting_.end(), rows.begin(), rows.end());
  }
  work_.notify_all();
}

bool EvaluationPool::idle() const {
  const std::scoped_lock lock(mutex_);
  return still() && settled_.empty();
}

Result<void> EvaluationPool::advance(EvaluationObserver& observer) {
  std::unique_lock lock(mutex_);
  news_.wait_for(lock, k_look, [this] { return !settled_.empty() || still(); });
  reported_.clear();
  std::swap(reported_, settled_);
  const std::optional<Error> error = error_;
  lock.unlock();

  Result<void> taken;
  for (std::size_t k = 0; k < reported_.size() && taken; ++k) {
    taken = observer.settled(reported_[k]);
  }
  if (!taken || !observer.proceed()) {
    lock.lock();
    draining_ = true;
  }
  return taken && error ? Result<void>(tl::unexpected(*error)) : taken;
}

Result<void> EvaluationPool::stop(EvaluationObserver& observer) {
  {
    const std::scoped_lock lock(mutex_);
    draining_ = true;
    error_.reset();
  }
  Result<void> result;
  while (!idle()) {
    if (auto done = advance(observer); !done && result) result = done;
  }
  const std::scoped_lock lock(mutex_);
  waiting_.clear();
  draining_ = false;
  error_.reset();
  return result;
}

}  // namespace archgym::host
