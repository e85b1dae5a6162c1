// SQLite with owners and results in place of handles and codes. Private to the store.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "store/run_file.hpp"

namespace archgym::host {

// A prepared statement. Parameters and columns are counted from 0. Bound bytes are borrowed until
// the next reset().
class Statement {
 public:
  Statement() = default;
  explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}

  void bind_null(int k) { sqlite3_bind_null(handle_.get(), k + 1); }
  void bind(int k, std::int64_t value) { sqlite3_bind_int64(handle_.get(), k + 1, value); }
  void bind(int k, double value) { sqlite3_bind_double(handle_.get(), k + 1, value); }
  void bind(int k, std::string_view text) {
    sqlite3_bind_text64(handle_.get(), k + 1, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  void bind(int k, std::span<const std::byte> bytes) {
    // A NULL pointer would bind NULL rather than no bytes.
    sqlite3_bind_blob64(handle_.get(), k + 1,
                        bytes.empty() ? "" : static_cast<const void*>(bytes.data()), bytes.size(),
                        SQLITE_STATIC);
  }

  // SQLITE_ROW, SQLITE_DONE or an error code.
  int step() { return sqlite3_step(handle_.get()); }
  void reset() { sqlite3_reset(handle_.get()); }

  int type(int k) const { return sqlite3_column_type(handle_.get(), k); }
  bool is_null(int k) const { return type(k) == SQLITE_NULL; }
  std::int64_t integer(int k) const { return sqlite3_column_int64(handle_.get(), k); }
  double real(int k) const { return sqlite3_column_double(handle_.get(), k); }
  // Valid until the next step() or reset().
  std::string_view text(int k) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), k));
    return {bytes == nullptr ? "" : bytes,
            static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), k))};
  }
  std::span<const std::byte> bytes(int k) const {
    const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(handle_.get(), k));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), k))};
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

// The write-ahead log of a database.
inline std::filesystem::path log_of(const std::filesystem::path& path) {
  return path.string() + "-wal";
}

// A connection; one thread at a time.
class Database {
 public:
  // `flags`: SQLITE_OPEN_*. Opening reads nothing: a foreign file is noticed at the first query.
  // The path is that of a file, whatever it looks like to SQLite (":memory:",
  // "file:a?mode=memory").
  static Result<Database> open(const std::filesystem::path& path, int flags, Notice notice = {});

  // Any statements, without results. `action` is for the message.
  Result<void> execute(const std::string& sql, std::string_view action);
  Result<Statement> prepare(std::string_view sql) const;
  // The integer that a query gives in its first row and column; 0 without a row.
  Result<std::int64_t> integer(std::string_view sql) const;

  // How long calls wait for the locks of other connections before they give up.
  void wait_for_locks(double seconds);
  bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
  // Of the newest call, without its details: SQLITE_BUSY, SQLITE_CORRUPT, ...
  int error_code() const { return sqlite3_errcode(handle_.get()) & 0xff; }
  // The file system has no memory that processes share, which a write-ahead log needs.
  bool lacks_shared_memory() const;
  // The name that was opened is not that of the file any more.
  bool has_moved() const;
  // Write all that is committed into the file and down to the disk, as far as other connections
  // let us. False: a part is in the log only.
  Result<bool> checkpoint();

  // The newest error of this connection: "<path>: cannot <action>: <reason>". Never shows SQL.
  tl::unexpected<Error> error(std::string_view action) const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close(handle); }
  };
  // Waiting for one lock.
  struct Waiting {
    std::string path;
    Notice notice;
    double longest = 0;
    double begun = 0;
    bool told = false;
  };
  static int wait(void* waiting, int calls);

  std::unique_ptr<Waiting> waiting_;  // outlives the connection
  std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace archgym::host
