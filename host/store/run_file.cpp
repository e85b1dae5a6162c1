#include "store/run_file.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <system_error>
#include <utility>

#include "base/files.hpp"
#include "base/text.hpp"
#include "json/json.hpp"
#include "plugin/declared_space.hpp"
#include "store/evaluation_columns.hpp"
#include "store/opening.hpp"
#include "store/sqlite.hpp"
#include "store/transactions.hpp"
#include "store/writer_lock.hpp"

namespace archgym::host {
namespace {

// SQLite's limit on a row is 10^9 bytes.
constexpr std::size_t k_largest_state = 999'000'000;

constexpr std::string_view k_manifest_key = "environment_manifest";
constexpr std::string_view k_manifest_path_key = "environment_manifest_path";
constexpr std::string_view k_space_key = "environment_space";
constexpr std::string_view k_set_sql =
    "INSERT INTO run (key, value) VALUES (?, ?) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value";

// SQLite's integers are signed; ids of trials never come near the end.
std::int64_t signed_id(std::uint64_t id) {
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(id, largest));
}

StoredEvaluation copy_of(const EvaluationRecord& record) {
  return {record.id,
          record.outcome,
          record.previous,
          {record.point.begin(), record.point.end()},
          {record.metrics.begin(), record.metrics.end()},
          {record.objectives.begin(), record.objectives.end()}};
}

}  // namespace

EvaluationRecord record_of(const StoredEvaluation& row) {
  return {row.id, row.outcome, row.previous, row.point, row.metrics, row.objectives};
}

struct RunFile::State {
  std::filesystem::path path;
  Notice notice;
  std::optional<WriterLock> lock;  // released after the connection is closed
  Database database;
  Manifest environment;
  EvaluationColumns columns;
  // When the file is open for writing:
  Transactions transactions;
  Statement insert, upsert_property, insert_checkpoint, delete_checkpoints;
  bool state_too_large = false;

  Result<void> prepare_writing(bool uses_wal) {
    transactions = Transactions(database, path, uses_wal, notice);
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

  Result<void> append(const EvaluationRecord& record) {
    columns.bind(insert, record);
    return run(insert, "store evaluation " + std::to_string(record.id));
  }

  Result<void> set(std::string_view key, std::string_view value) {
    upsert_property.bind(0, key);
    upsert_property.bind(1, value);
    return run(upsert_property, "write");
  }

  Result<void> save_checkpoint(std::uint64_t told, std::span<const std::byte> agent_state) {
    delete_checkpoints.bind(0, signed_id(told));
    insert_checkpoint.bind(0, signed_id(told));
    insert_checkpoint.bind(1, agent_state);
    if (auto done = run(delete_checkpoints, "replace the checkpoint"); !done) return done;
    return run(insert_checkpoint, "store the checkpoint");
  }

  // `later` gives `now` with a copy of what it writes.
  template <class Now, class Later>
  Result<void> write(const Now& now, const Later& later) {
    return transactions.must_wait() ? transactions.later(later()) : transactions.now(now);
  }

  Result<void> execute(const std::string& sql) {
    const auto now = [this, sql] { return database.execute(sql, "write"); };
    return write(now, [&now] { return now; });
  }

  void warn_of_state(std::size_t size) {
    if (notice && !std::exchange(state_too_large, true)) {
      notice(path.string() + ": the agent's state of " + std::to_string(size) +
             " bytes is too large for the file (" + std::to_string(k_largest_state) +
             "): 'archgym-host resume' will replay the run instead");
    }
  }

  ~State() {
    if (!lock) return;
    // Leave one plain file, which can be read where nothing can be written. It does not matter when
    // a reader prevents this: the next writer tries again.
    if (database.in_transaction()) (void)database.execute("ROLLBACK", "close");
    database.wait_for_locks(0);
    (void)database.execute("PRAGMA journal_mode = DELETE", "close");
  }
};

namespace {

// In front of what is wrong with a property's text.
std::string damaged_property(const std::filesystem::path& path, std::string_view key) {
  return path.string() + ": the file is damaged: run." + std::string(key);
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
  Result<boost::json::value> value = parse(select->text(0), damaged_property(path, key));
  if (!value) return tl::unexpected(value.error());
  return std::move(*value);
}

// A property as it is stored; readers refuse a table with a text that is none.
std::string text_of(const boost::json::value& value) {
  return valid_text(compact(value));
}

// A run file without evaluations, on the disk.
Result<void> write_draft(const std::filesystem::path& draft, const EvaluationColumns& columns,
                         const boost::json::object& properties) {
  if (const auto error = create_new_file(draft)) {
    return bad_input(draft.string() + ": cannot create the file: " + error.message());
  }
  auto database = connect_new(draft, {});
  if (!database) return tl::unexpected(database.error());
  // Nobody else has the file, which is removed when this fails.
  const std::string layout =
      "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;"
      "PRAGMA application_id = " +
      std::to_string(k_application_id) +
      ";"
      "PRAGMA user_version = " +
      std::to_string(k_layout_version) +
      ";"
      "CREATE TABLE run (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;"
      "CREATE TABLE checkpoint (id INTEGER PRIMARY KEY, agent_state BLOB NOT NULL);" +
      columns.create_sql();
  if (auto done = database->execute(layout, "write"); !done) return done;
  auto set = database->prepare(k_set_sql);
  if (!set) return tl::unexpected(set.error());
  for (const auto& [key, value] : properties) {
    const std::string text = text_of(value);
    set->bind(0, std::string_view(key));
    set->bind(1, std::string_view(text));
    if (set->step() != SQLITE_DONE) return database->error("write");
    set->reset();
  }
  if (auto done = database->execute("COMMIT", "write"); !done) return done;
  return sync_to_disk(draft);
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

Result<void> RunFile::check_new(const std::filesystem::path& path, const Manifest& environment,
                                std::size_t objectives) {
  if (auto fits = EvaluationColumns(environment, objectives).fit(); !fits) return fits;
  if (auto free = check_free(path); !free) return free;
  const auto lock = WriterLock::acquire(path);
  if (!lock) return tl::unexpected(lock.error());
  return {};
}

Result<RunFile> RunFile::create(const std::filesystem::path& path, const Manifest& environment,
                                std::size_t objectives, const boost::json::object& properties,
                                Notice notice) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->notice = std::move(notice);
  state->environment = environment;
  state->columns = EvaluationColumns(environment, objectives);
  if (auto fits = state->columns.fit(); !fits) return tl::unexpected(fits.error());
  if (auto free = check_free(path); !free) return tl::unexpected(free.error());
  auto lock = WriterLock::acquire(path);
  if (!lock) return tl::unexpected(lock.error());

  boost::json::object all = properties;
  all[k_manifest_key] = environment.text;
  all[k_manifest_path_key] = environment.path.string();
  all[k_space_key] = environment.settled;
  const auto draft = draft_of(path);
  remove_files(draft);  // of a process that was killed
  Result<void> created = write_draft(draft, state->columns, all);
  if (created) created = publish(draft, path);
  if (!created) {
    remove_files(draft);
    return tl::unexpected(created.error());
  }

  const Result<void> opened = [&]() -> Result<void> {
    auto database = connect_new(path, state->notice);
    if (!database) return tl::unexpected(database.error());
    state->database = std::move(*database);
    const auto uses_log = use_log(state->database, path, state->notice);
    if (!uses_log) return tl::unexpected(uses_log.error());
    if (auto done = state->prepare_writing(*uses_log); !done) return done;
    state->lock = std::move(*lock);
    return state->transactions.sync();
  }();
  if (!opened) {
    state.reset();
    remove_files(path);
    return tl::unexpected(opened.error());
  }
  return RunFile(std::move(state));
}

Result<RunFile> RunFile::open(const std::filesystem::path& path, Mode mode, Notice notice) {
  if (auto sound = check_file(path, mode); !sound) return tl::unexpected(sound.error());
  auto state = std::make_unique<State>();
  state->path = path;
  state->notice = std::move(notice);
  std::optional<WriterLock> lock;
  if (mode == Mode::append) {
    auto acquired = WriterLock::acquire(path);
    if (!acquired) return tl::unexpected(acquired.error());
    lock = std::move(*acquired);
  }
  std::error_code ignored;
  const bool has_log = std::filesystem::exists(log_of(path), ignored);
  auto database = connect_checked(path, mode, state->notice);
  if (!database) return tl::unexpected(database.error());
  state->database = std::move(*database);
  warn_of_lost_log(state->database, path, has_log, state->notice);

  const auto manifest = read_text_property(state->database, path, k_manifest_key);
  if (!manifest) return tl::unexpected(manifest.error());
  const auto manifest_path = read_text_property(state->database, path, k_manifest_path_key);
  if (!manifest_path) return tl::unexpected(manifest_path.error());
  auto environment = parse_manifest(*manifest, *manifest_path);
  if (!environment) return within(path.string() + ": environment manifest", environment.error());
  const auto space = read_property(state->database, path, k_space_key);
  if (!space) return tl::unexpected(space.error());
  if (!*space || !(*space)->is_object()) {
    return failure(path.string() + ": the file is damaged (no space in the table run)");
  }
  if (auto taken = take_settled_space(*environment, (*space)->get_object()); !taken) {
    return within(path.string() + ": environment space", taken.error());
  }
  state->environment = std::move(*environment);
  const auto objectives = state->database.integer(EvaluationColumns::objective_count_sql());
  if (!objectives) return tl::unexpected(objectives.error());
  state->columns = EvaluationColumns(state->environment, static_cast<std::size_t>(*objectives));

  if (auto sound = check_integrity(state->database, path); !sound) {
    return tl::unexpected(sound.error());
  }
  if (mode == Mode::append) {
    const auto uses_log = use_log(state->database, path, state->notice);
    if (!uses_log) return tl::unexpected(uses_log.error());
    if (auto done = state->prepare_writing(*uses_log); !done) {
      return tl::unexpected(done.error());
    }
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
  const std::string text = text_of(value);
  return state_->write([&] { return state_->set(key, text); },
                       [&] {
                         return [state = state_.get(), key = std::string(key), text] {
                           return state->set(key, text);
                         };
                       });
}

Result<std::optional<boost::json::value>> RunFile::get(std::string_view key) const {
  return read_property(state_->database, state_->path, key);
}

Result<std::optional<double>> RunFile::number(std::string_view key) const {
  const auto value = get(key);
  if (!value) return tl::unexpected(value.error());
  if (!*value) return std::nullopt;
  const double number = (*value)->is_number() ? (*value)->to_number<double>() : -1;
  if (!(number >= 0 && std::isfinite(number))) {
    return failure(damaged_property(state_->path, key) + ": expected a number of at least 0, not " +
                   compact(**value));
  }
  return number;
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
    auto value = parse(select->text(1), damaged_property(state_->path, key));
    if (!value) return tl::unexpected(value.error());
    properties[key] = std::move(*value);
  }
}

Result<void> RunFile::begin() {
  return state_->transactions.begin();
}

Result<void> RunFile::append(const EvaluationRecord& record) {
  return state_->write([&] { return state_->append(record); },
                       [&] {
                         return [state = state_.get(), row = copy_of(record)] {
                           return state->append(record_of(row));
                         };
                       });
}

Result<void> RunFile::save_checkpoint(std::uint64_t told, std::span<const std::byte> agent_state) {
  if (agent_state.size() > k_largest_state) {
    state_->warn_of_state(agent_state.size());
    return {};
  }
  return state_->write([&] { return state_->save_checkpoint(told, agent_state); },
                       [&] {
                         return [state = state_.get(), told,
                                 bytes = std::vector(agent_state.begin(), agent_state.end())] {
                           return state->save_checkpoint(told, bytes);
                         };
                       });
}

Result<void> RunFile::remove(std::uint64_t id) {
  return state_->execute("DELETE FROM evaluation WHERE id = " + std::to_string(id));
}

Result<void> RunFile::remove_checkpoint() {
  return state_->execute("DELETE FROM checkpoint");
}

Result<void> RunFile::commit() {
  return state_->transactions.commit();
}

void RunFile::rollback() {
  state_->transactions.rollback();
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
