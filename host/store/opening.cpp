#include "store/opening.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

namespace archgym::host {
namespace {

// How long the opening of a file waits for the locks of other programs.
constexpr double k_lock_seconds = 10;
// What is beside a run file while it is open, and after its writer was killed.
constexpr const char* k_companions[] = {"-wal", "-shm", "-journal"};

Result<Database> connect(const std::filesystem::path& path, int access, const Notice& notice) {
  auto database = Database::open(path, access | SQLITE_OPEN_NOMUTEX, notice);
  if (database) database->wait_for_locks(k_lock_seconds);
  return database;
}

// Where the file system has no memory that processes share, as a write-ahead log needs it: with a
// rollback journal. A connection that is alone can read a log without such memory, and end it.
Result<Database> connect_without_log(const std::filesystem::path& path, const Notice& notice) {
  {
    auto alone = connect(path, SQLITE_OPEN_READWRITE, {});
    if (!alone) return alone;
    auto ended =
        alone->execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE", "write");
    if (!ended) return tl::unexpected(ended.error());
  }
  if (notice) {
    notice(
        path.string() +
        ": the file system has no shared memory for a write-ahead log; with the rollback journal "
        "that is used instead, a program that reads the file holds up the run");
  }
  return connect(path, SQLITE_OPEN_READWRITE, notice);
}

// Refuses what is not a complete run file that this host knows.
Result<void> check_identity(const Database& database, const std::filesystem::path& path) {
  const std::string name = path.string();
  const Result<std::int64_t> application = database.integer("PRAGMA application_id");
  if (!application) {
    if (database.error_code() == SQLITE_NOTADB) {
      return bad_input(name + ": this is not a run file (not an SQLite database)");
    }
    return tl::unexpected(application.error());
  }
  const Result<std::int64_t> objects = database.integer("SELECT count(*) FROM sqlite_schema");
  if (!objects) return tl::unexpected(objects.error());
  if (*application == 0 && *objects == 0) {
    return bad_input(name +
                     ": the file has no run: it was stopped before the run began; start it "
                     "again under another name");
  }
  if (*application != k_application_id) {
    return bad_input(name + ": this is an SQLite database, but not a run file of archgym-host");
  }
  const Result<std::int64_t> version = database.integer("PRAGMA user_version");
  if (!version) return tl::unexpected(version.error());
  if (*version != k_layout_version) {
    const bool newer = *version > k_layout_version;
    return bad_input(name + ": the file was written by " + (newer ? "a newer" : "an older") +
                     " archgym-host (layout " + std::to_string(*version) + ", this host knows " +
                     std::to_string(k_layout_version) + "); use that host" +
                     (newer ? " or a later one" : ""));
  }
  return {};
}

void say_log_is_lost(const std::filesystem::path& path, const Notice& notice) {
  if (!notice) return;
  notice(
      path.string() +
      ": if this is a copy of a run that was going on or was killed, its newest results are in " +
      log_of(path).string() + ", which is not here");
}

Result<void> cannot_create(const std::filesystem::path& path, const std::error_code& error) {
  return bad_input(path.string() + ": cannot create the run file: " + error.message());
}

}  // namespace

void remove_files(const std::filesystem::path& path) {
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  for (const char* suffix : k_companions) std::filesystem::remove(path.string() + suffix, ignored);
}

Result<void> check_free(const std::filesystem::path& path) {
  const auto exists = [](const std::filesystem::path& file) {
    std::error_code ignored;
    return std::filesystem::exists(std::filesystem::symlink_status(file, ignored));
  };
  if (exists(path)) {
    return bad_input(path.string() +
                     ": the file exists; continue its run with 'archgym-host resume', or name "
                     "another file with --out");
  }
  // The log of an earlier file of that name must not be read into the new one.
  for (const char* suffix : k_companions) {
    const std::filesystem::path file = path.string() + suffix;
    if (!exists(file)) continue;
    return bad_input(path.string() + ": cannot create the run file: there is a " + file.string() +
                     ", which may have results of an earlier file of that name; put it elsewhere, "
                     "or name another file with --out");
  }
  const auto directory = std::filesystem::absolute(path).parent_path() / ".";
  if (::access(directory.c_str(), W_OK | X_OK) == 0) return {};
  return cannot_create(path, {errno, std::generic_category()});
}

std::filesystem::path draft_of(const std::filesystem::path& path) {
  return path.string() + ".creating";
}

Result<void> publish(const std::filesystem::path& draft, const std::filesystem::path& path) {
  const auto move = [&](unsigned int flags) {
    return ::renameat2(AT_FDCWD, draft.c_str(), AT_FDCWD, path.c_str(), flags) == 0;
  };
  if (move(RENAME_NOREPLACE)) return {};
  // Not every file system can refuse to replace a file; check_free() has looked before.
  if ((errno == EINVAL || errno == ENOSYS) && move(0)) return {};
  return cannot_create(path, {errno, std::generic_category()});
}

Result<Database> connect_new(const std::filesystem::path& path, const Notice& notice) {
  return connect(path, SQLITE_OPEN_READWRITE, notice);
}

Result<bool> use_log(Database& database, const std::filesystem::path& path, const Notice& notice) {
  // Checkpoints are made with each sync.
  const auto done = database.execute(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0;"
      "SELECT count(*) FROM sqlite_schema",
      "write");
  if (done) return true;
  if (!database.lacks_shared_memory()) return tl::unexpected(done.error());
  database = {};  // the next one has to be alone
  auto other = connect_without_log(path, notice);
  if (!other) return tl::unexpected(other.error());
  database = std::move(*other);
  return false;
}

Result<void> check_file(const std::filesystem::path& path, RunFile::Mode mode) {
  const std::string name = path.string();
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return bad_input(name + ": no such run file");
    return bad_input(name + ": cannot be read: " + std::generic_category().message(errno));
  }
  if (!S_ISREG(status.st_mode)) {
    return bad_input(name + ": this is not a run file (not a regular file)");
  }
  const bool writing = mode == RunFile::Mode::append;
  if (::access(path.c_str(), writing ? R_OK | W_OK : R_OK) != 0) {
    return bad_input(name + ": cannot be " + (writing ? "written" : "read") + ": " +
                     std::generic_category().message(errno));
  }
  if (writing && status.st_nlink > 1) {
    return bad_input(name +
                     ": the file has another name, too (a hard link), and the log of a run belongs "
                     "to one name; continue a copy of it");
  }
  if (status.st_size == 0) {
    return bad_input(name +
                     ": the file is empty: its run was stopped before it began, or this is a "
                     "copy that is not complete; start the run again under another name");
  }
  return {};
}

Result<Database> connect_checked(const std::filesystem::path& path, RunFile::Mode mode,
                                 const Notice& notice) {
  const bool writing = mode == RunFile::Mode::append;
  auto database = connect(path, writing ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY, notice);
  if (!database) return database;
  Result<void> known = check_identity(*database, path);
  if (known) return database;

  const bool journal = !writing && database->error_code() == SQLITE_READONLY;
  if (journal || (writing && database->lacks_shared_memory())) {
    *database = {};
    database =
        journal ? connect(path, SQLITE_OPEN_READWRITE, notice) : connect_without_log(path, notice);
    if (!database) return database;
    known = check_identity(*database, path);
    if (known) return database;
  }
  if (database->error_code() != SQLITE_CANTOPEN && !database->lacks_shared_memory()) {
    return tl::unexpected(known.error());
  }
  std::error_code ignored;
  if (std::filesystem::exists(log_of(path), ignored)) {
    return failure(path.string() + ": cannot be read here: its newest results are in " +
                   log_of(path).string() +
                   ", which can only be read where files can be written; copy both files to such a "
                   "place");
  }
  if (writing) return tl::unexpected(known.error());
  // A file that wants a log where none can be made, and has none: it is what it is.
  say_log_is_lost(path, notice);
  database = connect(path, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, notice);
  if (!database) return database;
  known = check_identity(*database, path);
  if (!known) return tl::unexpected(known.error());
  return database;
}

Result<void> check_integrity(const Database& database, const std::filesystem::path& path) {
  Result<Statement> check = database.prepare("PRAGMA quick_check(1)");
  if (!check) return tl::unexpected(check.error());
  if (check->step() != SQLITE_ROW) return database.error("check the file");
  if (check->text(0) == "ok") return {};
  return failure(path.string() + ": the file is damaged (" + std::string(check->text(0)) +
                 "); 'sqlite3 FILE .recover' may save its rows");
}

void warn_of_lost_log(const Database& database, const std::filesystem::path& path, bool has_log,
                      const Notice& notice) {
  if (has_log) return;
  Result<Statement> mode = database.prepare("PRAGMA journal_mode");
  if (mode && mode->step() == SQLITE_ROW && mode->text(0) == "wal") say_log_is_lost(path, notice);
}

}  // namespace archgym::host
