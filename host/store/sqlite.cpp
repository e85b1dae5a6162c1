#include "store/sqlite.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/clock.hpp"

namespace archgym::host {
namespace {

constexpr double k_told_after_seconds = 2.0;
constexpr useconds_t k_pause_microseconds = 20'000;
// Long enough for every sentence of SQLite; a damaged file can put its own text into one.
constexpr std::size_t k_longest_reason = 160;

std::string escaped(std::string_view path) {
  std::string text;
  for (const char c : path) {
    if (c == '%')
      text += "%25";
    else if (c == '?')
      text += "%3f";
    else if (c == '#')
      text += "%23";
    else
      text += c;
  }
  return text;
}

}  // namespace

Result<Database> Database::open(const std::filesystem::path& path, int flags, Notice notice) {
  Database database;
  database.waiting_ = std::make_unique<Waiting>();
  database.waiting_->path = path.string();
  database.waiting_->notice = std::move(notice);
  sqlite3* handle = nullptr;
  std::string name = std::filesystem::absolute(path).string();
  if ((flags & SQLITE_OPEN_URI) != 0) name = "file:" + escaped(name) + "?immutable=1";
  const int code = sqlite3_open_v2(name.c_str(), &handle, flags, nullptr);
  database.handle_.reset(handle);
  if (handle == nullptr) return failure(path.string() + ": cannot open: out of memory");
  if (code != SQLITE_OK) return database.error("open");
  // Otherwise the name of a column that is missing is read as a text.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_busy_handler(handle, wait, database.waiting_.get());
  return database;
}

Result<void> Database::execute(const std::string& sql, std::string_view action) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return error(action);
}

Result<Statement> Database::prepare(std::string_view sql) const {
  sqlite3_stmt* handle = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  if (code != SQLITE_OK) return error("read");
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
      return error("read");
  }
}

void Database::wait_for_locks(double seconds) {
  waiting_->longest = seconds;
}

int Database::wait(void* waiting, int calls) {
  auto& self = *static_cast<Waiting*>(waiting);
  const double now = monotonic_seconds();
  if (calls == 0) {
    self.begun = now;
    self.told = false;
  }
  const double waited = now - self.begun;
  if (waited >= self.longest) return 0;
  if (waited > k_told_after_seconds && !self.told && self.notice) {
    self.told = true;
    self.notice(self.path + ": waiting for another program that has locked the file");
  }
  ::usleep(k_pause_microseconds);
  return 1;
}

bool Database::lacks_shared_memory() const {
  switch (sqlite3_extended_errcode(handle_.get())) {
    case SQLITE_IOERR_SHMOPEN:
    case SQLITE_IOERR_SHMSIZE:
    case SQLITE_IOERR_SHMLOCK:
    case SQLITE_IOERR_SHMMAP:
      return true;
    default:
      return false;
  }
}

bool Database::has_moved() const {
  int moved = 0;
  return sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK &&
         moved != 0;
}

Result<bool> Database::checkpoint() {
  int in_log = 0, in_file = 0;
  const int code = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                             &in_log, &in_file);
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED) return false;
  if (code != SQLITE_OK) return error("write");
  return in_file == in_log;
}

tl::unexpected<Error> Database::error(std::string_view action) const {
  std::string reason = sqlite3_errmsg(handle_.get());
  if (reason.size() > k_longest_reason) reason.resize(k_longest_reason);
  switch (error_code()) {
    case SQLITE_ERROR:  // what is asked of the file is always the same: it has not what it should
    case SQLITE_CORRUPT:
      reason = "the file is damaged (" + reason + ")";
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      reason = "another program has locked the file";
      break;
    case SQLITE_FULL:
      reason = "the disk is full";
      break;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN: {
      const int number = sqlite3_system_errno(handle_.get());
      const bool writing = sqlite3_extended_errcode(handle_.get()) == SQLITE_IOERR_WRITE;
      if (writing && (number == 0 || number == EFBIG)) {
        reason =
            "the disk refuses to take more (a limit on the size of files, as with ulimit -f, "
            "a quota, or a fault)";
      } else if (number != 0) {
        reason += ": " + std::generic_category().message(number);
      }
      break;
    }
    default:
      break;
  }
  return failure(waiting_->path + ": cannot " + std::string(action) + ": " + reason);
}

}  // namespace archgym::host
