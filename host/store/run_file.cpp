#include "store/run_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <system_error>
#include <utility>

#include "json/json.hpp"
#include "store/evaluation_columns.hpp"
#include "store/sqlite.hpp"
#include "store/writer_lock.hpp"

namespace archgym::host {
namespace {

constexpr std::int64_t k_application_id = 0x4147594D;  // "AGYM"
constexpr std::int64_t k_layout_version = 2;
constexpr int k_lock_wait_milliseconds = 5000;

constexpr std::string_view k_manifest_key = "environment_manifest";
constexpr std::string_view k_manifest_path_key = "environment_manifest_path";
constexpr std::string_view k_set_sql =
    "INSERT INTO run (key, value) VALUES (?, ?) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value";

// SQLite's integers are signed; ids of trials never come near the end.
std::int64_t signed_id(std::uint64_t id) {
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(id, largest));
}

}  // namespace

struct RunFile::State {
  std::filesystem::path path;
  std::optional<WriterLock> lock;  // released after the connection is closed
  Database database;
  Manifest environment;
  EvaluationColumns columns;
  // Prepared when the file is open for writing.
  Statement insert, upsert_property, insert_checkpoint, delete_checkpoints;

  Result<void> prepare_writing() {
    const std::pair<Statement*, std::string> statements[] = {
        {&insert, columns.insert_sql()},
        {&upsert_property, std::string(k_set_sql)},
        {&insert_checkpoint, "INSERT OR REPLACE INTO checkpoint (id, agent_state) VALUES (?, ?)"},
        {&delete_checkpoints, "DELETE FROM checkpoint WHERE id <> ?"}};
    for (const auto& [statement, sql] : statements) {
      Result<Statement> prepared = database.prepare(sql);
      if (!prepared) return tl::unexpected(prepared.error());
      *statement = std::move(*prepared);
    }
    return {};
  }

  // Runs a statement that gives no rows.
  Result<void> run(Statement& statement, std::string_view action) {
    const int code = statement.step();
    // The message must be taken before reset().
    Result<void> result;
    if (code != SQLITE_DONE) result = database.error(action);
    statement.reset();
    return result;
  }

  Result<void> set(std::string_view key, const boost::json::value& value) {
    const std::string text = compact(value);
    upsert_property.bind(0, key);
    upsert_property.bind(1, std::string_view(text));
    return run(upsert_property, "write");
  }

  ~State() {
    if (!lock) return;
    // Leave one plain file, which can be read where nothing can be written. It does not matter when
    // a reader prevents this: the next writer tries again.
    if (database.in_transaction()) (void)database.execute("ROLLBACK");
    database.wait_for_locks(0);
    (void)database.execute("PRAGMA journal_mode = DELETE");
  }
};

namespace {

Result<void> use_wal(Database& database) {
  database.wait_for_locks(k_lock_wait_milliseconds);
  if (auto done = database.execute("PRAGMA journal_mode = WAL"); !done) return done;
  return database.execute("PRAGMA synchronous = NORMAL");
}

// An empty file that nobody had before.
Result<void> create_exclusively(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor >= 0) {
    ::close(descriptor);
    return {};
  }
  if (errno == EEXIST) {
    return bad_input(path.string() +
                     ": the file exists; continue its run with 'archgym-host resume', or name "
                     "another file with --out");
  }
  return bad_input(path.string() +
                   ": cannot create the run file: " + std::generic_category().message(errno));
}

void remove_files(const std::filesystem::path& path) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    std::filesystem::path file = path;
    file += suffix;
    std::filesystem::remove(file, ignored);
  }
}

// Refuses what is not a complete run file that this host knows.
Result<void> check_identity(const Database& database, const std::filesystem::path& path) {
  const std::string name = path.string();
  const Result<std::int64_t> application = database.integer("PRAGMA application_id");
  if (!application) {
    if ((database.error_code() & 0xff) == SQLITE_NOTADB) {
      return bad_input(name + ": this is not a run file (not an SQLite database)");
    }
    return tl::unexpected(application.error());
  }
  const Result<std::int64_t> objects = database.integer("SELECT count(*) FROM sqlite_schema");
  if (!objects) return tl::unexpected(objects.error());
  if (*application == 0 && *objects == 0) {
    return bad_input(name +
                     ": the file is empty: its run was stopped before it began; delete it and "
                     "start the run again");
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

Result<void> check_integrity(const Database& database, const std::filesystem::path& path) {
  Result<Statement> check = database.prepare("PRAGMA quick_check(1)");
  if (!check) return tl::unexpected(check.error());
  if (check->step() != SQLITE_ROW) return database.error("check the file");
  if (check->text(0) == "ok") return {};
  return failure(path.string() + ": the file is damaged (" + std::string(check->text(0)) +
                 "); 'sqlite3 FILE .recover' may save its rows");
}

Result<std::optional<boost::json::value>> read_property(const Database& database,
                                                        const std::filesystem::path& path,
                                                        std::string_view key) {
  Result<Statement> select = database.prepare("SELECT value FROM run WHERE key = ?");
  if (!select) return tl::unexpected(select.error());
  select->bind(0, key);
  const int code = select->step();
  if (code == SQLITE_DONE) return std::nullopt;
  if (code != SQLITE_ROW) return database.error("read");
  Result<boost::json::value> value =
      parse(select->text(0), path.string() + ": run." + std::string(key));
  if (!value) return tl::unexpected(value.error());
  return std::move(*value);
}

// A property that create() wrote as text.
Result<std::string> read_text_property(const Database& database, const std::filesystem::path& path,
                                       std::string_view key) {
  auto value = read_property(database, path, key);
  if (!value) return tl::unexpected(value.error());
  if (!*value || !(*value)->is_string()) {
    return failure(path.string() + ": the file is damaged (no text '" + std::string(key) +
                   "' in the table run)");
  }
  return std::string((*value)->get_string());
}

}  // namespace

RunFile::RunFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
RunFile::RunFile(RunFile&&) noexcept = default;
RunFile& RunFile::operator=(RunFile&&) noexcept = default;
RunFile::~RunFile() = default;

Result<RunFile> RunFile::create(const std::filesystem::path& path, const Manifest& environment,
                                std::size_t objectives, const boost::json::object& properties) {
  // The file first: its message for a missing directory is better than that of the lock.
  if (auto created = create_exclusively(path); !created) return tl::unexpected(created.error());
  auto state = std::make_unique<State>();
  state->path = path;
  state->environment = environment;
  state->columns = EvaluationColumns(environment, objectives);

  const Result<void> filled = [&]() -> Result<void> {
    auto lock = WriterLock::acquire(path);
    if (!lock) return tl::unexpected(lock.error());
    auto database = Database::open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX);
    if (!database) return tl::unexpected(database.error());
    state->database = std::move(*database);
    if (auto done = use_wal(state->database); !done) return done;
    const std::string layout =
        "BEGIN IMMEDIATE;"
        "PRAGMA application_id = " +
        std::to_string(k_application_id) +
        ";"
        "PRAGMA user_version = " +
        std::to_string(k_layout_version) +
        ";"
        "CREATE TABLE run (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;"
        "CREATE TABLE checkpoint (id INTEGER PRIMARY KEY, agent_state BLOB NOT NULL);" +
        state->columns.create_sql();
    if (auto done = state->database.execute(layout); !done) return done;
    if (auto done = state->prepare_writing(); !done) return done;
    for (const auto& [key, value] : properties) {
      if (auto done = state->set(key, value); !done) return done;
    }
    if (auto done = state->set(k_manifest_key, boost::json::string(environment.text)); !done) {
      return done;
    }
    const boost::json::string manifest_path(environment.path.string());
    if (auto done = state->set(k_manifest_path_key, manifest_path); !done) return done;
    if (auto done = state->database.execute("COMMIT"); !done) return done;
    state->lock = std::move(*lock);
    return {};
  }();
  if (!filled) {
    state.reset();
    remove_files(path);
    return tl::unexpected(filled.error());
  }
  return RunFile(std::move(state));
}

Result<RunFile> RunFile::open(const std::filesystem::path& path, Mode mode) {
  std::error_code status_error;
  const auto status = std::filesystem::status(path, status_error);
  if (!std::filesystem::exists(status)) {
    return bad_input(path.string() + ": no such run file");
  }
  if (!std::filesystem::is_regular_file(status)) {
    return bad_input(path.string() + ": this is not a run file (not a regular file)");
  }
  auto state = std::make_unique<State>();
  state->path = path;
  std::optional<WriterLock> lock;
  if (mode == Mode::append) {
    auto acquired = WriterLock::acquire(path);
    if (!acquired) return tl::unexpected(acquired.error());
    lock = std::move(*acquired);
  }
  const int access = mode == Mode::append ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  auto database = Database::open(path, access | SQLITE_OPEN_NOMUTEX);
  if (!database) return tl::unexpected(database.error());
  state->database = std::move(*database);
  state->database.wait_for_locks(k_lock_wait_milliseconds);
  if (auto known = check_identity(state->database, path); !known) {
    return tl::unexpected(known.error());
  }

  const auto manifest = read_text_property(state->database, path, k_manifest_key);
  if (!manifest) return tl::unexpected(manifest.error());
  const auto manifest_path = read_text_property(state->database, path, k_manifest_path_key);
  if (!manifest_path) return tl::unexpected(manifest_path.error());
  auto environment = parse_manifest(*manifest, *manifest_path);
  if (!environment) return within(path.string() + ": environment manifest", environment.error());
  state->environment = std::move(*environment);
  const auto objectives = state->database.integer(EvaluationColumns::objective_count_sql());
  if (!objectives) return tl::unexpected(objectives.error());
  state->columns = EvaluationColumns(state->environment, static_cast<std::size_t>(*objectives));

  if (auto sound = check_integrity(state->database, path); !sound) {
    return tl::unexpected(sound.error());
  }
  if (mode == Mode::append) {
    if (auto done = use_wal(state->database); !done) return tl::unexpected(done.error());
    if (auto done = state->prepare_writing(); !done) return tl::unexpected(done.error());
    state->lock = std::move(lock);
  }
  return RunFile(std::move(state));
}

const std::filesystem::path& RunFile::path() const {
  return state_->path;
}
const Manifest& RunFile::environment() const {
  return state_->environment;
}
std::size_t RunFile::objectives() const {
  return state_->columns.objectives();
}

Result<void> RunFile::set(std::string_view key, const boost::json::value& value) {
  return state_->set(key, value);
}

Result<std::optional<boost::json::value>> RunFile::get(std::string_view key) const {
  return read_property(state_->database, state_->path, key);
}

Result<boost::json::object> RunFile::properties() const {
  Result<Statement> select = state_->database.prepare("SELECT key, value FROM run ORDER BY key");
  if (!select) return tl::unexpected(select.error());
  boost::json::object properties;
  for (;;) {
    const int code = select->step();
    if (code == SQLITE_DONE) return properties;
    if (code != SQLITE_ROW) return state_->database.error("read");
    const std::string key(select->text(0));
    auto value = parse(select->text(1), state_->path.string() + ": run." + key);
    if (!value) return tl::unexpected(value.error());
    properties[key] = std::move(*value);
  }
}

Result<void> RunFile::begin() {
  return state_->database.execute("BEGIN IMMEDIATE");
}

Result<void> RunFile::append(const EvaluationRecord& record) {
  state_->columns.bind(state_->insert, record);
  return state_->run(state_->insert, "store evaluation " + std::to_string(record.id));
}

Result<void> RunFile::save_checkpoint(std::uint64_t told, std::span<const std::byte> agent_state) {
  const bool own = !state_->database.in_transaction();
  if (own) {
    if (auto begun = begin(); !begun) return begun;
  }
  state_->delete_checkpoints.bind(0, signed_id(told));
  state_->insert_checkpoint.bind(0, signed_id(told));
  state_->insert_checkpoint.bind(1, agent_state);
  Result<void> done = state_->run(state_->delete_checkpoints, "replace the checkpoint");
  if (done) done = state_->run(state_->insert_checkpoint, "store the checkpoint");
  if (own) {
    if (done) return commit();
    rollback();
  }
  return done;
}

Result<void> RunFile::commit() {
  return state_->database.execute("COMMIT");
}

void RunFile::rollback() {
  if (state_->database.in_transaction()) (void)state_->database.execute("ROLLBACK");
}

Result<std::uint64_t> RunFile::count() const {
  return state_->database.integer("SELECT count(*) FROM evaluation").map([](std::int64_t rows) {
    return static_cast<std::uint64_t>(rows);
  });
}

Result<std::uint64_t> RunFile::next_id() const {
  return state_->database.integer("SELECT ifnull(max(id) + 1, 0) FROM evaluation")
      .map([](std::int64_t id) { return static_cast<std::uint64_t>(id); });
}

Result<std::optional<Checkpoint>> RunFile::checkpoint() const {
  Result<Statement> select =
      state_->database.prepare("SELECT id, agent_state FROM checkpoint ORDER BY id DESC LIMIT 1");
  if (!select) return tl::unexpected(select.error());
  const int code = select->step();
  if (code == SQLITE_DONE) return std::nullopt;
  if (code != SQLITE_ROW) return state_->database.error("read the checkpoint");
  Checkpoint checkpoint;
  checkpoint.told = static_cast<std::uint64_t>(select->integer(0));
  const auto bytes = select->bytes(1);
  checkpoint.agent_state.assign(bytes.begin(), bytes.end());
  return checkpoint;
}

Result<void> RunFile::each(
    std::uint64_t first, std::uint64_t last,
    const std::function<Result<void>(const StoredEvaluation&)>& visit) const {
  Result<Statement> select = state_->database.prepare(state_->columns.select_sql());
  if (!select) return tl::unexpected(select.error());
  select->bind(0, signed_id(first));
  select->bind(1, signed_id(last));
  StoredEvaluation row;
  for (;;) {
    const int code = select->step();
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_ROW) return state_->database.error("read evaluations");
    if (auto decoded = state_->columns.decode(*select, row); !decoded) {
      return within(state_->path.string(), decoded.error());
    }
    if (auto visited = visit(row); !visited) return visited;
  }
}

Result<std::vector<StoredEvaluation>> RunFile::read(std::uint64_t first, std::uint64_t last) const {
  std::vector<StoredEvaluation> rows;
  const auto done = each(first, last, [&](const StoredEvaluation& row) -> Result<void> {
    rows.push_back(row);
    return {};
  });
  if (!done) return tl::unexpected(done.error());
  return rows;
}

}  // namespace archgym::host
