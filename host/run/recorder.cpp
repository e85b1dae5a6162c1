#include "run/recorder.hpp"

#include <span>

#include "base/clock.hpp"

namespace archgym::host {
namespace {

constexpr double k_commit_seconds = 0.5;
constexpr double k_checkpoint_seconds = 1.0;

}  // namespace

Result<void> Recorder::begin() {
  if (open_) return {};
  auto begun = file_->begin();
  open_ = begun.has_value();
  return begun;
}

Result<void> Recorder::commit() {
  if (!open_) return {};
  open_ = false;
  last_commit_ = monotonic_seconds();
  return file_->commit();
}

Result<void> Recorder::append(const EvaluationRecord& record) {
  if (auto begun = begin(); !begun) return begun;
  if (auto appended = file_->append(record); !appended) return appended;
  return monotonic_seconds() - last_commit_ > k_commit_seconds ? commit() : Result<void>{};
}

Result<void> Recorder::end_of_batch(
    std::uint64_t told, double elapsed_seconds, bool final,
    const std::function<Result<std::optional<std::string>>()>& state) {
  const double now = monotonic_seconds();
  if (final || now - last_checkpoint_ > k_checkpoint_seconds) {
    last_checkpoint_ = now;
    auto bytes = state();
    if (!bytes) return tl::unexpected(bytes.error());
    if (auto begun = begin(); !begun) return begun;
    if (*bytes) {
      auto saved = file_->save_checkpoint(told, std::as_bytes(std::span(**bytes)));
      if (!saved) return saved;
    }
    if (auto set = file_->set("elapsed_seconds", elapsed_seconds); !set) return set;
  }
  return commit();
}

}  // namespace archgym::host
