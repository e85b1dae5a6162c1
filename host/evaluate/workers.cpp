#include "evaluate/workers.hpp"

#include <archgym/host.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "base/clock.hpp"

namespace archgym::host {
namespace {

// How long lanes take turns before one tries to start another worker.
constexpr double k_crowded_seconds = 1;
// How often a lane that waits looks whether the run is stopped.
constexpr std::chrono::milliseconds k_look(20);

}  // namespace

Workers::Workers(EvaluationSetup setup, std::filesystem::path executable)
    : setup_(std::move(setup)),
      executable_(executable.empty() ? "/proc/self/exe" : std::move(executable)) {}

Workers::~Workers() {
  for (Idle& each : idle_) each.worker->end();
}

Result<void> Workers::start() {
  auto worker = Worker::start(setup_, executable_);
  if (!worker) return tl::unexpected(worker.error());
  const std::scoped_lock lock(mutex_);
  ++alive_;
  idle_.push_back({0, std::move(*worker)});
  return {};
}

Result<std::unique_ptr<Worker>> Workers::take(std::size_t lane) {
  std::unique_lock lock(mutex_);
  for (;;) {
    const bool crowded = alive_ > 0 && monotonic_seconds() < try_again_at_;
    if (auto idle = idle_one(lane, crowded)) return idle;
    if (stopping()) return failure("the run was stopped while it waited for a worker");
    if (crowded) {
      returned_.wait_for(lock, k_look);
      continue;
    }
    ++alive_;  // while it is being started others need not despair
    lock.unlock();
    auto worker = Worker::start(setup_, executable_);
    lock.lock();
    if (worker) return worker;
    --alive_;
    returned_.notify_all();
    if (stopping() || alive_ == 0) return machine_failure(std::move(worker.error().message));
    try_again_at_ = monotonic_seconds() + k_crowded_seconds;
    say_crowded(worker.error().message);
  }
}

// The lane's own, or of any lane that does not need it now; or nothing.
std::unique_ptr<Worker> Workers::idle_one(std::size_t lane, bool of_any_lane) {
  auto found = std::ranges::find(idle_, lane, &Idle::lane);
  if (found == idle_.end() && of_any_lane) found = idle_.begin();
  if (found == idle_.end()) return nullptr;
  auto worker = std::move(found->worker);
  idle_.erase(found);
  return worker;
}

void Workers::say_crowded(const std::string& reason) {
  if (std::exchange(said_crowded_, true)) return;
  setup_.services->log(AG_LOG_WARN, "workers",
                       "going on with " + std::to_string(alive_) + " for now: " + reason);
}

void Workers::give_back(std::size_t lane, std::unique_ptr<Worker> worker) {
  const std::scoped_lock lock(mutex_);
  idle_.push_back({lane, std::move(worker)});
  returned_.notify_one();
}

void Workers::drop(std::unique_ptr<Worker> worker) {
  worker.reset();  // it may take a while
  const std::scoped_lock lock(mutex_);
  --alive_;
  returned_.notify_all();
}

}  // namespace archgym::host
