#include "store/transactions.hpp"

#include <utility>

#include "base/clock.hpp"
#include "base/files.hpp"

namespace archgym::host {
namespace {

// Another program that locks the file for longer ends the run.
constexpr double k_lock_seconds = 60;
// Results that wait in memory for a lock.
constexpr std::size_t k_most_waiting = 100'000;
constexpr double k_sync_seconds = 2;

}  // namespace

Transactions::Transactions(Database& database, std::filesystem::path path, bool uses_wal,
                           Notice notice)
    : database_(&database),
      path_(std::move(path)),
      file_(std::filesystem::absolute(path_)),
      uses_wal_(uses_wal),
      notice_(std::move(notice)) {
  database_->wait_for_locks(0);
}

Result<void> Transactions::begin() {
  in_batch_ = true;
  return try_begin();
}

bool Transactions::must_wait() const {
  return in_batch_ && !database_->in_transaction();
}

Result<void> Transactions::later(Write write) {
  waiting_.push_back(std::move(write));
  if (waiting_.size() < k_most_waiting) return {};
  database_->wait_for_locks(k_lock_seconds);
  auto begun = try_begin();
  database_->wait_for_locks(0);
  return begun;
}

Result<void> Transactions::now(const Write& write) {
  return in_batch_ ? write() : alone(write);
}

Result<void> Transactions::alone(const Write& write) {
  database_->wait_for_locks(k_lock_seconds);
  locked_since_ = -k_lock_seconds;  // waiting is over when the lock is still there
  Result<void> done = try_begin();
  if (done) done = write();
  if (done) done = try_commit();
  database_->wait_for_locks(0);
  if (done) return sync();
  rollback();
  return done;
}

Result<void> Transactions::commit() {
  in_batch_ = false;
  if (auto committed = try_commit(); !committed) return committed;
  const bool due = !synced_ && monotonic_seconds() - synced_at_ >= k_sync_seconds;
  return due ? sync() : Result<void>{};
}

void Transactions::rollback() {
  in_batch_ = false;
  waiting_.clear();
  if (database_->in_transaction()) (void)database_->execute("ROLLBACK", "write");
}

// Without success when the file is locked: then there is no transaction afterwards.
Result<void> Transactions::try_begin() {
  if (database_->in_transaction()) return {};
  if (auto begun = database_->execute("BEGIN IMMEDIATE", "write"); !begun) {
    return unless_locked(tl::unexpected(begun.error()));
  }
  for (const Write& write : std::exchange(waiting_, {})) {
    if (auto done = write(); !done) return done;
  }
  return {};
}

// Without success when the file is locked: then the transaction is open afterwards.
Result<void> Transactions::try_commit() {
  if (auto begun = try_begin(); !begun || !database_->in_transaction()) return begun;
  if (auto done = database_->execute("COMMIT", "write"); !done) {
    return unless_locked(tl::unexpected(done.error()));
  }
  locked_since_ = 0;
  synced_ = false;
  return {};
}

// The error of the last attempt, unless a lock is the reason and can be waited for.
Result<void> Transactions::unless_locked(const tl::unexpected<Error>& error) {
  if (database_->error_code() != SQLITE_BUSY) return error;
  const double now = monotonic_seconds();
  if (locked_since_ == 0) {
    locked_since_ = now;
    if (notice_) {
      notice_(path_.string() +
              ": another program has locked the file; results are kept in memory until it lets go");
    }
  }
  if (now - locked_since_ < k_lock_seconds) return {};
  return error;
}

Result<void> Transactions::sync() {
  synced_at_ = monotonic_seconds();
  if (auto there = still_there(); !there) return there;
  const Result<bool> whole = database_->checkpoint();
  if (!whole) return tl::unexpected(whole.error());
  if (!*whole) {
    if (auto done = sync_to_disk(log_of(file_)); !done) return done;
  }
  if (!directory_synced_) {
    if (auto done = sync_to_disk(file_.parent_path()); !done) return done;
  }
  directory_synced_ = synced_ = true;
  return {};
}

Result<void> Transactions::still_there() const {
  const bool no_log = uses_wal_ && !std::filesystem::exists(log_of(file_));
  if (!no_log && !database_->has_moved()) return {};
  return failure((no_log ? log_of(path_) : path_).string() +
                 ": the file was deleted or moved while the run was writing to it");
}

}  // namespace archgym::host
