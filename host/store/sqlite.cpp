#include "store/sqlite.hpp"

namespace archgym::host {

Result<Database> Database::open(const std::filesystem::path& path, int flags) {
  Database database;
  database.path_ = path.string();
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  database.handle_.reset(handle);
  if (handle == nullptr) return failure(database.path_ + ": cannot open: out of memory");
  if (code != SQLITE_OK) return database.error("open");
  return database;
}

Result<void> Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return error("execute '" + sql + "'");
  }
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) const {
  sqlite3_stmt* handle = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  if (code != SQLITE_OK) return error("prepare '" + std::string(sql) + "'");
  return Statement(handle);
}

Result<std::int64_t> Database::integer(std::string_view sql) const {
  Result<Statement> statement = prepare(sql);
  if (!statement) return tl::unexpected(statement.error());
  switch (statement->step()) {
    case SQLITE_ROW:
      return statement->integer(0);
    case SQLITE_DONE:
      return 0;
    default:
      return error("query '" + std::string(sql) + "'");
  }
}

tl::unexpected<Error> Database::error(std::string_view action) const {
  std::string reason = sqlite3_errmsg(handle_.get());
  switch (error_code() & 0xff) {
    case SQLITE_CORRUPT:
      reason = "the file is damaged (" + reason + ")";
      break;
    case SQLITE_BUSY:
      reason = "another program is writing to the file";
      break;
    case SQLITE_FULL:
      reason = "the disk is full";
      break;
    default:
      break;
  }
  return failure(path_ + ": cannot " + std::string(action) + ": " + reason);
}

}  // namespace archgym::host
