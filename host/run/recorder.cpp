#include "run/recorder.hpp"

#include <chrono>
#include <csignal>
#include <span>
#include <utility>

#include "base/clock.hpp"

namespace archgym::host {
namespace {

constexpr std::chrono::milliseconds k_commit_after(500);
constexpr std::chrono::milliseconds k_idle(1000);
constexpr double k_checkpoint_seconds = 1.0;

// Signals are for the main thread.
std::thread without_signals(std::function<void()> work) {
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread(std::move(work));
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace

Recorder::Recorder(RunFile& file, std::function<double()> elapsed_seconds)
    : file_(file),
      elapsed_seconds_(std::move(elapsed_seconds)),
      last_checkpoint_(monotonic_seconds()),
      committer_(without_signals([this] { keep_committing(); })) {}

Recorder::~Recorder() {
  if (committer_.joinable()) (void)close();
}

void Recorder::keep_committing() {
  std::unique_lock lock(mutex_);
  do {
    news_.wait_for(lock, k_idle, [this] { return open_ || closing_; });
    // More may come with the first row.
    news_.wait_for(lock, k_commit_after, [this] { return closing_; });
    if (auto done = commit(); !done && !error_) error_ = done.error();
  } while (!closing_);
}

Result<void> Recorder::commit() {
  if (error_) return tl::unexpected(*error_);
  if (!open_) {
    if (auto begun = file_.begin(); !begun) return begun;
  }
  open_ = false;
  if (auto set = file_.set("elapsed_seconds", elapsed_seconds_()); !set) {
    file_.rollback();
    return set;
  }
  return file_.commit();
}

// Adds to the open transaction.
template <class Work>
Result<void> Recorder::write(Work&& work) {
  const std::scoped_lock lock(mutex_);
  if (error_) return tl::unexpected(*error_);
  if (!open_) {
    if (auto begun = file_.begin(); !begun) return begun;
    open_ = true;
    news_.notify_one();
  }
  return work();
}

Result<void> Recorder::append(const EvaluationRecord& record) {
  return write([&] { return file_.append(record); });
}

bool Recorder::checkpoint_due() {
  const double now = monotonic_seconds();
  if (now - last_checkpoint_ < k_checkpoint_seconds) return false;
  last_checkpoint_ = now;
  return true;
}

Result<void> Recorder::save(std::uint64_t told, const std::string& state) {
  return write([&] { return file_.save_checkpoint(told, std::as_bytes(std::span(state))); });
}

Result<void> Recorder::close() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
  }
  news_.notify_one();
  committer_.join();
  return error_ ? Result<void>(tl::unexpected(*error_)) : Result<void>{};
}

}  // namespace archgym::host
