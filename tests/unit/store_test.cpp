#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <limits>

#include "base/text.hpp"
#include "store_fixture.hpp"

using namespace archgym::host;
using namespace archgym::host::test;

namespace {

constexpr std::uint64_t k_all = std::numeric_limits<std::uint64_t>::max();

void write_text(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

// As any other program would, for example the sqlite3 shell.
std::string query(const std::filesystem::path& path, const char* sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  std::string result;
  char* message = nullptr;
  sqlite3_exec(
      database, sql,
      [](void* out, int columns, char** values, char**) {
        for (int k = 0; k < columns; ++k) {
          static_cast<std::string*>(out)->append(values[k] ? values[k] : "NULL").append("|");
        }
        return 0;
      },
      &result, &message);
  const std::string error = message ? message : "";
  sqlite3_free(message);
  sqlite3_close(database);
  INFO(error);
  REQUIRE(error.empty());
  return result;
}

void append_batch(RunFile& file, std::uint64_t first, std::uint64_t last) {
  const Manifest& toy = file.environment();
  succeeds(file.begin());
  for (std::uint64_t id = first; id < last; ++id) {
    const StoredEvaluation row = evaluation(toy, id);
    succeeds(file.append(record_of(row)));
  }
  const std::string state = "state after " + std::to_string(last);
  succeeds(file.save_checkpoint(last, std::as_bytes(std::span(state))));
  succeeds(file.commit());
}

// Appends batches for ever and reports each commit; the whole of a child process.
[[noreturn]] void write_until_killed(const std::filesystem::path& path, int committed) {
  try {
    RunFile file = new_file(path);
    for (std::uint64_t rows = 0;; rows += 16) {
      append_batch(file, rows, rows + 16);
      const std::uint64_t total = rows + 16;
      if (write(committed, &total, sizeof total) != sizeof total) break;
    }
  } catch (...) {  // a failed assertion must not continue the tests in the child
  }
  _exit(1);
}

std::string open_error(const std::filesystem::path& path,
                       RunFile::Mode mode = RunFile::Mode::read) {
  const auto file = RunFile::open(path, mode);
  REQUIRE_FALSE(file);
  return file.error().message;
}

}  // namespace

TEST_CASE("every status has a text that reads back") {
  for (int k = 0; k < 8; ++k) {
    const auto status = static_cast<EvaluationStatus>(k);
    CHECK(evaluation_status_from_text(to_text(status)) == status);
  }
  CHECK(to_text(EvaluationStatus::parse_error) == "parse_error");
  CHECK_FALSE(evaluation_status_from_text("OK"));
}

TEST_CASE("evaluations of every kind of parameter read back bit for bit") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  {
    RunFile file = new_file(path);
    append_batch(file, 0, 64);
    append_batch(file, 64, 300);
  }
  const RunFile file = value_of(RunFile::open(path, RunFile::Mode::read));
  CHECK(file.objectives() == 1);
  CHECK(value_of(file.count()) == 300);
  CHECK(value_of(file.next_id()) == 300);
  const auto rows = value_of(file.read(0, k_all));
  REQUIRE(rows.size() == 300);
  for (std::uint64_t id = 0; id < 300; ++id) {
    REQUIRE(same(rows[id], evaluation(file.environment(), id)));
  }
  const auto some = value_of(file.read(10, 12));
  REQUIRE(some.size() == 2);
  CHECK(some[0].id == 10);
}

TEST_CASE("extreme numbers and awkward texts survive") {
  const Directory directory;
  RunFile file = new_file(directory / "run.sqlite");
  constexpr double infinity = std::numeric_limits<double>::infinity();
  StoredEvaluation row = evaluation(file.environment(), 0);
  row.outcome.reason = "line 1\nline 2, with 'quotes\" and \xc3\xa9";
  row.metrics = {5e-324, -infinity};
  row.objectives = {1.7976931348623157e308};
  row.point[5].as.f64 = 0.1 + 0.2;
  append_batch(file, 1, 2);
  succeeds(file.append(record_of(row)));
  CHECK(same(value_of(file.read(0, 1)).at(0), row));
}

TEST_CASE("what is no text becomes one before it is in the file") {
  const Directory directory;
  RunFile file = new_file(directory / "run.sqlite");
  StoredEvaluation row = evaluation(file.environment(), 0);
  row.outcome.reason = std::string("caf\xe9 \0 \xe2\x82", 9);  // Latin-1, NUL, half a character
  row.outcome.info = "\xff";
  succeeds(file.append(record_of(row)));
  succeeds(file.set("state", "caf\xe9"));
  const StoredEvaluation stored = value_of(file.read(0, 1)).at(0);
  CHECK(stored.outcome.reason == valid_text(row.outcome.reason));
  CHECK(stored.outcome.info == "\xef\xbf\xbd");
  CHECK(value_of(file.get("state"))->as_string() == "caf\xef\xbf\xbd");
}

TEST_CASE("other programs see columns with plain names and types") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  {
    RunFile file = new_file(path);
    StoredEvaluation row = evaluation(file.environment(), 0);
    row.point = file.environment().space->initial();
    row.outcome.status = EvaluationStatus::ok;
    row.outcome.reason.clear();
    row.outcome.info = "{}";
    row.outcome.cached = true;
    row.previous.reset();
    row.metrics = {12.5, std::numeric_limits<double>::quiet_NaN()};
    row.objectives = {-3};
    succeeds(file.append(record_of(row)));
  }
  CHECK(query(path, "PRAGMA application_id; PRAGMA user_version") == "1095194957|3|");
  CHECK(query(path,
              "SELECT id, status, reason, info, cached, previous, ended, parameter_Policy, "
              "parameter_Flag, "
              "parameter_Size, parameter_Depth, parameter_Ratio, parameter_Voltage, "
              "parameter_Order, parameter_Extra, metric_total_time, metric_power, objective_0 "
              "FROM evaluation") ==
        "0|ok|NULL|{}|1|NULL|0|Open|0|8|4|1.0|1.0|[\"K\",\"C\",\"Y\"]|NULL|12.5|NULL|-3.0|");
  CHECK(query(path, "SELECT value FROM run WHERE key = 'seed'") == "7|");
}

TEST_CASE("properties are JSON and may be replaced") {
  const Directory directory;
  RunFile file = new_file(directory / "run.sqlite");
  succeeds(file.set("state", "running"));
  succeeds(file.set("state", {{"name", "finished"}, {"seed", k_all}}));
  CHECK(value_of(file.get("state"))->at("seed").as_uint64() == k_all);
  CHECK_FALSE(value_of(file.get("nothing")));
  const auto all = value_of(file.properties());
  CHECK(all.at("seed") == 7);
  CHECK(all.at("environment_manifest").as_string() == file.environment().text);
}

TEST_CASE("the environment is read from the file, not from an installed plugin") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  { new_file(path); }
  const RunFile file = value_of(RunFile::open(path, RunFile::Mode::read));
  CHECK(file.environment().name == "toy");
  CHECK(file.environment().version == "1.2.3");
  CHECK(file.environment().space->size() == 8);
  CHECK(file.environment().metrics.at(1).unit == "mW");
}

TEST_CASE("only the newest checkpoint is kept") {
  const Directory directory;
  RunFile file = new_file(directory / "run.sqlite");
  CHECK_FALSE(value_of(file.checkpoint()));
  append_batch(file, 0, 10);
  append_batch(file, 10, 20);
  const auto checkpoint = value_of(file.checkpoint());
  REQUIRE(checkpoint);
  CHECK(checkpoint->told == 20);
  const std::string state(reinterpret_cast<const char*>(checkpoint->agent_state.data()),
                          checkpoint->agent_state.size());
  CHECK(state == "state after 20");
  CHECK(query(file.path(), "SELECT count(*) FROM checkpoint") == "1|");

  succeeds(file.save_checkpoint(20, {}));
  CHECK(value_of(file.checkpoint())->agent_state.empty());
}

TEST_CASE("what is not committed is not there") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  {
    RunFile file = new_file(path);
    append_batch(file, 0, 5);
    succeeds(file.begin());
    const StoredEvaluation row = evaluation(file.environment(), 5);
    succeeds(file.append(record_of(row)));
    file.rollback();
    CHECK(value_of(file.count()) == 5);
    succeeds(file.begin());
    succeeds(file.append(record_of(row)));
  }
  CHECK(value_of(value_of(RunFile::open(path, RunFile::Mode::read)).count()) == 5);
}

TEST_CASE("a trial is stored once") {
  const Directory directory;
  RunFile file = new_file(directory / "run.sqlite");
  append_batch(file, 0, 5);
  const StoredEvaluation row = evaluation(file.environment(), 4);
  const auto again = file.append(record_of(row));
  REQUIRE_FALSE(again);
  CHECK_THAT(again.error().message,
             Catch::Contains("run.sqlite: cannot store evaluation 4: UNIQUE constraint failed"));
  CHECK(value_of(file.count()) == 5);
}

TEST_CASE("an error of the visitor ends the reading") {
  const Directory directory;
  RunFile file = new_file(directory / "run.sqlite");
  append_batch(file, 0, 5);
  int visits = 0;
  const auto done = file.each(0, k_all, [&](const StoredEvaluation&) -> Result<void> {
    ++visits;
    return failure("enough");
  });
  CHECK(done.error().message == "enough");
  CHECK(visits == 1);
}

TEST_CASE("readers see committed rows during a run, a second writer is refused") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  RunFile writer = new_file(path);
  append_batch(writer, 0, 5);
  succeeds(writer.begin());

  const RunFile reader = value_of(RunFile::open(path, RunFile::Mode::read));
  CHECK(value_of(reader.count()) == 5);
  CHECK(query(path, "SELECT count(*) FROM evaluation") == "5|");
  CHECK(open_error(path, RunFile::Mode::append) ==
        path.string() + ": another run is writing to this file (process " +
            std::to_string(getpid()) + "); wait for it or stop it");

  const StoredEvaluation row = evaluation(writer.environment(), 5);
  succeeds(writer.append(record_of(row)));
  CHECK(value_of(reader.count()) == 5);
  succeeds(writer.commit());
  CHECK(value_of(reader.count()) == 6);
}

TEST_CASE("a second writer is refused under another name of the file, too") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  const RunFile writer = new_file(path);
  std::filesystem::create_symlink(path, directory / "link.sqlite");
  CHECK_THAT(open_error(directory / "link.sqlite", RunFile::Mode::append),
             Catch::Contains("another run is writing to this file"));
}

TEST_CASE("a file with a second name of its own is not written to, since its log has one name") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  const RunFile writer = new_file(path);
  std::filesystem::create_hard_link(path, directory / "link.sqlite");
  CHECK_THAT(open_error(directory / "link.sqlite", RunFile::Mode::append),
             Catch::Contains("link.sqlite: the file has another name"));
  CHECK(value_of(RunFile::open(directory / "link.sqlite", RunFile::Mode::read)).objectives() == 1);
}

TEST_CASE("the lock dies with the writer, whatever its children do") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  const pid_t writer = fork();
  REQUIRE(writer >= 0);
  if (writer == 0) {
    try {
      const RunFile file = new_file(path);
      const pid_t child = fork();  // has not reached exec(), or never will
      if (child != 0 && write(ready[1], &child, sizeof child) == sizeof child) pause();
      if (child == 0) pause();
    } catch (...) {  // a failed assertion must not continue the tests in the child
    }
    _exit(1);
  }
  pid_t child = 0;
  REQUIRE(read(ready[0], &child, sizeof child) == sizeof child);
  CHECK_THAT(open_error(path, RunFile::Mode::append),
             Catch::Contains("(process " + std::to_string(writer) + ")"));
  kill(writer, SIGKILL);
  RunFile file = value_of(RunFile::open(path, RunFile::Mode::append));
  append_batch(file, 0, 5);
  CHECK(kill(child, SIGKILL) == 0);
  close(ready[0]);
  close(ready[1]);
  CHECK(waitpid(writer, nullptr, 0) == writer);
}

TEST_CASE("what has the name of the lock file but is none is left alone") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  const auto lock = directory / "run.sqlite.lock";
  const auto precious = directory / "precious.txt";
  write_text(precious, "precious");
  std::string says;
  SECTION("a link") {
    std::filesystem::create_symlink(precious, lock);
    says = "it is a link, which is not followed";
  }
  SECTION("a link to nothing") {
    std::filesystem::create_symlink(directory / "nothing", lock);
    says = "it is a link, which is not followed";
  }
  SECTION("a hard link") {
    std::filesystem::create_hard_link(precious, lock);
    says = "it has another name, too";
  }
  SECTION("another file") {
    std::filesystem::copy_file(precious, lock);
    says = "it is not a lock file of archgym-host";
  }
  SECTION("a directory") {
    std::filesystem::create_directory(lock);
    says = "Is a directory";
  }
  CHECK_THAT(RunFile::check_new(path, environment(), 1).error().message, Catch::Contains(says));
  const auto created = RunFile::create(path, environment(), 1, {});
  REQUIRE_FALSE(created);
  CHECK_THAT(created.error().message, Catch::Contains("run.sqlite.lock") && Catch::Contains(says));
  CHECK(std::filesystem::file_size(precious) == 8);
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK_FALSE(std::filesystem::exists(directory / "nothing"));
}

TEST_CASE("a lock file that a killed writer left is taken over") {
  const Directory directory;
  write_text(directory / "run.sqlite.lock", "12345");
  { new_file(directory / "run.sqlite"); }
  CHECK_FALSE(std::filesystem::exists(directory / "run.sqlite.lock"));
}

TEST_CASE("a log without its file is never read into a new one") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  for (const char* name : {"run.sqlite-wal", "run.sqlite-journal", "run.sqlite-shm"}) {
    write_text(directory / name, "results");
    const auto created = RunFile::create(path, environment(), 1, {});
    REQUIRE_FALSE(created);
    CHECK_THAT(created.error().message,
               Catch::Contains(name) && Catch::Contains("may have results"));
    CHECK(std::filesystem::file_size(directory / name) == 7);
    std::filesystem::remove(directory / name);
  }
}

TEST_CASE("while another program locks the file, results wait in memory") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  std::vector<std::string> said;
  RunFile file =
      value_of(RunFile::create(path, environment(), 1, {{"seed", 7}},
                               [&said](std::string_view message) { said.emplace_back(message); }));
  append_batch(file, 0, 5);

  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  append_batch(file, 5, 9);
  append_batch(file, 9, 12);
  CHECK(value_of(file.count()) == 5);
  REQUIRE(said.size() == 1);
  CHECK_THAT(said[0], Catch::Contains("another program has locked the file"));
  REQUIRE(sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(other);

  append_batch(file, 12, 13);
  const auto rows = value_of(file.read(0, k_all));
  REQUIRE(rows.size() == 13);
  for (std::uint64_t id = 0; id < 13; ++id) {
    CHECK(same(rows[id], evaluation(file.environment(), id)));
  }
  CHECK(value_of(file.checkpoint())->told == 13);
}

TEST_CASE("the file itself has what is older than two seconds, and at once what is written alone") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  RunFile file = new_file(path);
  const auto in_a_copy_without_log = [&](const char* name) {
    std::filesystem::copy_file(path, directory / name);
    std::string said;
    const RunFile copy =
        value_of(RunFile::open(directory / name, RunFile::Mode::read,
                               [&said](std::string_view message) { said = message; }));
    CHECK_THAT(said, Catch::Contains(std::string(name) + "-wal, which is not here"));
    return value_of(copy.count());
  };
  append_batch(file, 0, 5);
  CHECK(in_a_copy_without_log("a.sqlite") == 0);
  succeeds(file.set("state", "running"));
  CHECK(in_a_copy_without_log("b.sqlite") == 5);
  append_batch(file, 5, 9);
  usleep(2'100'000);
  succeeds(file.begin());
  succeeds(file.commit());
  CHECK(in_a_copy_without_log("c.sqlite") == 9);
}

TEST_CASE("a reader does not keep results from the disk, nor the log from being read") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  RunFile file = new_file(path);
  append_batch(file, 0, 5);
  const RunFile reader = value_of(RunFile::open(path, RunFile::Mode::read));
  succeeds(reader.each(0, 1, [&](const StoredEvaluation&) -> Result<void> {  // holds its snapshot
    append_batch(file, 5, 9);
    return file.set("state", "running");
  }));
  CHECK(value_of(reader.count()) == 9);
}

TEST_CASE("a file that is deleted or moved during the run is an error") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  RunFile file = new_file(path);
  append_batch(file, 0, 5);
  SECTION("deleted") {
    std::filesystem::remove(path);
  }
  SECTION("moved") {
    std::filesystem::rename(path, directory / "elsewhere.sqlite");
  }
  SECTION("replaced") {
    std::filesystem::remove(path);
    write_text(path, "something else");
  }
  SECTION("its log") {
    std::filesystem::remove(directory / "run.sqlite-wal");
  }
  const auto set = file.set("state", "finished");
  REQUIRE_FALSE(set);
  CHECK_THAT(set.error().message, Catch::Contains("deleted or moved while the run was writing"));
}

TEST_CASE("a state that SQLite cannot hold is told once, and the earlier one stands") {
  const Directory directory;
  std::vector<std::string> said;
  RunFile file =
      value_of(RunFile::create(directory / "run.sqlite", environment(), 1, {},
                               [&said](std::string_view message) { said.emplace_back(message); }));
  append_batch(file, 0, 5);
  const std::byte first{};
  succeeds(file.save_checkpoint(9, {&first, 1'000'000'000}));  // only the size is looked at
  succeeds(file.save_checkpoint(9, {&first, 1'000'000'001}));
  CHECK(value_of(file.checkpoint())->told == 5);
  REQUIRE(said.size() == 1);
  CHECK_THAT(said[0], Catch::Contains("too large"));
}

TEST_CASE("after the run only one file is left, and it can be continued") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  {
    RunFile file = new_file(path);
    append_batch(file, 0, 5);
    RunFile moved = std::move(file);
    append_batch(moved, 5, 6);
  }
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path.parent_path())) {
    CHECK(entry.path() == path);
    ++files;
  }
  CHECK(files == 1);
  {
    RunFile file = value_of(RunFile::open(path, RunFile::Mode::append));
    append_batch(file, 6, 9);
  }
  CHECK(value_of(value_of(RunFile::open(path, RunFile::Mode::read)).next_id()) == 9);
}

TEST_CASE("a finished file can be read where nothing can be written") {
  const Directory directory;
  std::filesystem::create_directory(directory / "sealed");
  const auto path = directory / "sealed" / "run.sqlite";
  {
    RunFile file = new_file(path);
    append_batch(file, 0, 5);
  }
  namespace fs = std::filesystem;
  fs::permissions(path, fs::perms::owner_read);
  fs::permissions(path.parent_path(), fs::perms::owner_read | fs::perms::owner_exec);
  CHECK(value_of(value_of(RunFile::open(path, RunFile::Mode::read)).count()) == 5);
  fs::permissions(path.parent_path(), fs::perms::owner_all);
}

TEST_CASE("create refuses an existing file and leaves it alone") {
  const Directory directory;
  const auto path = directory / "precious.txt";
  write_text(path, "precious");
  const auto created = RunFile::create(path, environment(), 1, {});
  REQUIRE_FALSE(created);
  CHECK(created.error().fault == Fault::input);
  CHECK(created.error().message ==
        path.string() +
            ": the file exists; continue its run with 'archgym-host resume', or name another file "
            "with --out");
  CHECK(std::filesystem::file_size(path) == 8);
}

TEST_CASE("create names a directory that does not exist") {
  const Directory directory;
  const auto path = directory / "missing" / "run.sqlite";
  CHECK(RunFile::create(path, environment(), 1, {}).error().message ==
        path.string() + ": cannot create the run file: No such file or directory");
}

TEST_CASE("open refuses what is not a run file, each with its reason") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  SECTION("missing") {
    CHECK(open_error(path) == path.string() + ": no such run file");
  }
  SECTION("a directory") {
    std::filesystem::create_directory(path);
    CHECK(open_error(path) == path.string() + ": this is not a run file (not a regular file)");
  }
  SECTION("another kind of file") {
    write_text(path, std::string(5000, 'x'));
    for (const auto mode : {RunFile::Mode::read, RunFile::Mode::append}) {
      CHECK(open_error(path, mode) ==
            path.string() + ": this is not a run file (not an SQLite database)");
    }
  }
  SECTION("another kind of database") {
    query(path, "CREATE TABLE t (x)");
    CHECK(open_error(path) ==
          path.string() + ": this is an SQLite database, but not a run file of archgym-host");
  }
  SECTION("stopped while it was created") {
    write_text(path, "");
    CHECK(open_error(path) ==
          path.string() +
              ": the file is empty: its run was stopped before it began, or this is a copy that is "
              "not complete; start the run again under another name");
  }
  SECTION("newer") {
    { new_file(path); }
    query(path, "PRAGMA user_version = 4");
    CHECK(open_error(path) ==
          path.string() +
              ": the file was written by a newer archgym-host (layout 4, this host knows 3); use "
              "that host or a later one");
  }
  SECTION("older") {
    { new_file(path); }
    query(path, "PRAGMA user_version = 1");
    CHECK(open_error(path) ==
          path.string() +
              ": the file was written by an older archgym-host (layout 1, this host knows 3); use "
              "that host");
  }
  SECTION("without its manifest") {
    { new_file(path); }
    query(path, "DELETE FROM run WHERE key = 'environment_manifest'");
    CHECK_THAT(open_error(path), Catch::Contains("no text 'environment_manifest'"));
  }
  SECTION("without its space") {
    { new_file(path); }
    query(path, "DELETE FROM run WHERE key = 'environment_space'");
    CHECK_THAT(open_error(path), Catch::Contains("no space in the table run"));
  }
  SECTION("with a space that is none") {
    { new_file(path); }
    query(path, "UPDATE run SET value = '{\"parameters\": [3]}' WHERE key = 'environment_space'");
    CHECK_THAT(open_error(path), Catch::Contains("environment space: "));
  }
  CHECK_FALSE(std::filesystem::exists(directory / "run.sqlite.lock"));
}

TEST_CASE("damage is reported, never returned as data") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  {
    RunFile file = new_file(path);
    append_batch(file, 0, 500);
  }
  SECTION("pages overwritten") {
    const auto size = std::filesystem::file_size(path);
    std::fstream bytes(path, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(static_cast<std::streamoff>(size / 2));
    bytes << std::string(8192, '\xa5');
    bytes.close();
    for (const auto mode : {RunFile::Mode::append, RunFile::Mode::read}) {
      CHECK_THAT(open_error(path, mode), Catch::Contains("damaged"));
    }
  }
  SECTION("a label that the manifest does not have") {
    query(path, "UPDATE evaluation SET parameter_Policy = 'Opne' WHERE id = 3");
    const RunFile file = value_of(RunFile::open(path, RunFile::Mode::read));
    CHECK_THAT(file.read(0, k_all).error().message,
               Catch::Contains("evaluation 3: 'Opne' is not a value of Policy"));
  }
  SECTION("a status that this host does not know") {
    query(path, "UPDATE evaluation SET status = 'odd' WHERE id = 3");
    const RunFile file = value_of(RunFile::open(path, RunFile::Mode::read));
    CHECK_THAT(file.read(0, k_all).error().message,
               Catch::Contains("evaluation 3: unknown status 'odd'"));
  }
}

TEST_CASE("a value of another type, or out of range, is damage") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  {
    RunFile file = new_file(path);
    append_batch(file, 0, 5);
  }
  const auto [sql, says] = GENERATE(table<const char*, const char*>({
      {"parameter_Size = 'abc'", "parameter_Size has a text"},
      {"parameter_Size = 2000000", "out of range"},
      {"parameter_Size = 8.5", "parameter_Size has a real number"},
      {"parameter_Voltage = x'00'", "parameter_Voltage has bytes"},
      {"parameter_Voltage = 'high'", "parameter_Voltage has a text"},
      {"parameter_Flag = 7", "out of range"},
      {"parameter_Order = '[\"K\"'", "Order"},
      {"parameter_Order = '{}'", "Order"},
      {"metric_power = 'much'", "metric_power has a text"},
      {"objective_0 = x'41'", "objective_0 has bytes"},
      {"wall_seconds = 'long'", "wall_seconds has a text"},
      {"status = x'6f6b'", "status has bytes"},
      {"cached = 'no'", "cached has a text"},
      {"previous = 4", "it follows a later one"},
  }));
  INFO(sql);
  query(path, ("UPDATE evaluation SET " + std::string(sql) + " WHERE id = 3").c_str());
  const RunFile file = value_of(RunFile::open(path, RunFile::Mode::read));
  const auto rows = file.read(0, k_all);
  REQUIRE_FALSE(rows);
  CHECK_THAT(
      rows.error().message,
      Catch::Contains("run.sqlite: the file is damaged: evaluation 3: ") && Catch::Contains(says));
  CHECK(rows.error().message.size() < 300);
}

TEST_CASE("a table or column that is missing is damage, told without SQL") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  {
    RunFile file = new_file(path);
    append_batch(file, 0, 5);
  }
  const char* sql = GENERATE("DROP TABLE run", "DROP TABLE evaluation", "DROP TABLE checkpoint",
                             "ALTER TABLE evaluation DROP COLUMN parameter_Size",
                             "ALTER TABLE evaluation RENAME COLUMN info TO other",
                             "UPDATE run SET value = '{\"a\":' WHERE key = 'seed'");
  query(path, sql);
  const auto message = [&path]() -> std::string {
    const auto file = RunFile::open(path, RunFile::Mode::append);
    if (!file) return file.error().message;
    if (const auto rows = file->read(0, k_all); !rows) return rows.error().message;
    if (const auto state = file->checkpoint(); !state) return state.error().message;
    const auto properties = file->properties();
    return properties ? "" : properties.error().message;
  }();
  INFO(sql << ": " << message);
  CHECK_THAT(message, Catch::Contains("run.sqlite") && Catch::Contains("the file is damaged"));
  CHECK_THAT(message,
             !Catch::Contains("SELECT") && !Catch::Contains("INSERT") && !Catch::Contains(".hpp"));
  CHECK(message.size() < 300);
}

TEST_CASE("a writer killed at any moment loses only what was not committed") {
  const Directory directory;
  archgym::Random random(1, "kill");
  for (int round = 0; round < 12; ++round) {
    const auto path = directory / ("run" + std::to_string(round) + ".sqlite").c_str();
    int committed[2];
    REQUIRE(pipe(committed) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) write_until_killed(path, committed[1]);
    close(committed[1]);
    // Some committed batches, then a moment somewhere in the work on the next one.
    std::uint64_t rows = 0;
    for (std::uint64_t k = 1 + random.below(12); k > 0; --k) {
      REQUIRE(read(committed[0], &rows, sizeof rows) == sizeof rows);
    }
    usleep(static_cast<useconds_t>(random.below(1500)));
    kill(child, SIGKILL);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    std::uint64_t newest = 0;
    while (read(committed[0], &newest, sizeof newest) == sizeof newest) rows = newest;
    close(committed[0]);

    RunFile file = value_of(RunFile::open(path, RunFile::Mode::append));
    const std::uint64_t found = value_of(file.count());
    CHECK(found >= rows);
    CHECK(found % 16 == 0);
    CHECK(value_of(file.next_id()) == found);
    CHECK(value_of(file.checkpoint())->told == found);
    succeeds(file.each(0, k_all, [&](const StoredEvaluation& row) -> Result<void> {
      if (same(row, evaluation(file.environment(), row.id))) return {};
      return failure("evaluation " + std::to_string(row.id) + " differs");
    }));
    append_batch(file, found, found + 16);
  }
}
