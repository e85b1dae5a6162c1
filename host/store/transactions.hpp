// Writing to a run file beside other programs, and down to the disk. Private to the store.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "store/sqlite.hpp"

namespace archgym::host {

// The transactions of one connection that writes.
//
// Another program may lock the file for a while (a transaction of the sqlite3 shell; a reader,
// where there is no write-ahead log). A batch does not wait for it: what it writes is kept in
// memory, and goes into the file with the first batch that finds it free. Only a lock of a minute
// ends the run, and what is written outside a batch waits for as long.
//
// What was committed is in the log at once, which outlives the process. Every two seconds it is
// also written into the file itself and down to the disk, which outlives the machine.
class Transactions {
 public:
  Transactions() = default;
  Transactions(Database& database, std::filesystem::path path, bool uses_wal, Notice notice);

  using Write = std::function<Result<void>()>;

  Result<void> begin();
  // A batch is open, but it cannot write yet: later() takes what it writes.
  bool must_wait() const;
  // `write` owns its data.
  Result<void> later(Write write);
  // In a batch that can write, or else in a transaction of its own, which is synced.
  Result<void> now(const Write& write);
  // Syncs, too, when it is time.
  Result<void> commit();
  // Abandons what is not in the file.
  void rollback();

  // Everything that is in the log is on the disk afterwards. Notices that the file is gone.
  Result<void> sync();

 private:
  Result<void> try_begin();
  Result<void> try_commit();
  Result<void> alone(const Write& write);
  Result<void> unless_locked(const tl::unexpected<Error>& error);
  Result<void> still_there() const;

  Database* database_ = nullptr;
  std::filesystem::path path_;  // for messages
  std::filesystem::path file_;  // the same, wherever the process goes
  bool uses_wal_ = false;
  Notice notice_;
  bool in_batch_ = false;
  std::vector<Write> waiting_;
  double locked_since_ = 0;  // 0: not locked
  double synced_at_ = 0;
  bool synced_ = true;
  bool directory_synced_ = false;
};

}  // namespace archgym::host
