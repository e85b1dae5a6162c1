// SQLite with owners and results in place of handles and codes. Private to the store.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

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

// A connection; one thread at a time.
class Database {
 public:
  // `flags`: SQLITE_OPEN_*. Opening reads nothing: a foreign file is noticed at the first query.
  static Result<Database> open(const std::filesystem::path& path, int flags);

  // Any statements, without results.
  Result<void> execute(const std::string& sql);
  Result<Statement> prepare(std::string_view sql) const;
  // The integer that a query gives in its first row and column; 0 without a row.
  Result<std::int64_t> integer(std::string_view sql) const;

  // How long calls wait for the locks of other connections before they give up.
  void wait_for_locks(int milliseconds) { sqlite3_busy_timeout(handle_.get(), milliseconds); }
  bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
  int error_code() const { return sqlite3_errcode(handle_.get()); }

  // The newest error of this connection: "<path>: cannot <action>: <reason>".
  tl::unexpected<Error> error(std::string_view action) const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close(handle); }
  };
  std::unique_ptr<sqlite3, Close> handle_;
  std::string path_;
};

}  // namespace archgym::host
