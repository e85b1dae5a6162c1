#include "evaluate/pool.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace archgym::host {
namespace {

// How long the caller waits for news before it asks whether to go on.
constexpr std::chrono::milliseconds k_look(50);
// A lane takes this part of its share of what is left, so that all get done at the same time.
constexpr std::size_t k_part = 4;

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
  while (next_rows(number, rows)) {
    try {
      finished(evaluator.evaluate(*batch_, rows, observer));
    } catch (const std::exception& error) {  // no memory: nothing else throws
      finished(failure(error.what()));
    }
  }
}

// Waits for work; false at the end.
bool EvaluationPool::next_rows(std::size_t lane, std::vector<std::size_t>& rows) {
  std::unique_lock lock(mutex_);
  work_.wait(lock, [this] { return ending_ || (!waiting_.empty() && !draining_); });
  if (ending_) return false;
  ++busy_;
  if (batch_->step(waiting_.front())) {
    rows.assign(1, next_step(lane));
    return true;
  }
  const std::size_t share = waiting_.size() / (k_part * evaluators_.size());
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(share, 1));
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

Result<void> EvaluationPool::deliver(EvaluationObserver& observer,
                                     std::vector<std::size_t>& settled) {
  for (const std::size_t row : settled) {
    if (auto taken = observer.settled(row); !taken) return taken;
  }
  settled.clear();
  return {};
}

Result<void> EvaluationPool::evaluate(Batch& batch, std::span<const std::size_t> rows,
                                      EvaluationObserver& observer) {
  std::vector<std::size_t> settled;
  Result<void> delivered;
  std::unique_lock lock(mutex_);
  batch_ = &batch;
  waiting_.assign(rows.begin(), rows.end());
  draining_ = false;
  error_.reset();
  work_.notify_all();
  auto over = [this] { return busy_ == 0 && (waiting_.empty() || draining_); };
  while (!over() || !settled_.empty()) {
    news_.wait_for(lock, k_look, [&] { return !settled_.empty() || over(); });
    std::swap(settled, settled_);
    lock.unlock();
    if (delivered) delivered = deliver(observer, settled);
    const bool go_on = delivered && observer.proceed();
    settled.clear();
    lock.lock();
    draining_ = draining_ || !go_on;
  }
  for (const std::size_t row : waiting_) batch.cancel(row);
  waiting_.clear();
  if (!delivered) return delivered;
  if (error_) return tl::unexpected(*error_);
  return {};
}

}  // namespace archgym::host
