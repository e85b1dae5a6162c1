// The run file: one SQLite database per run, described by itself.
//
//   run         key TEXT PRIMARY KEY, value TEXT: JSON. "environment_manifest" (the manifest's
//   text),
//               "environment_manifest_path" and "environment_space" (parameters, constraints and
//               named parts as they were searched, also where the manifest has none, and the
//               constants that they use) are written by create(); the other keys belong to
//               the run (configuration, versions, hashes, seeds, state, ...).
//   evaluation  one row per trial: id (ask order from 0), status, reason,
//               info (what the plugin said about this result, such as which simulator ran), cached,
//               previous (the trial that this one refines as the next step of an episode, NULL:
//               none), ended (1: the environment ended the episode with this step),
//               "parameter_<name>" (labels as text, permutations as JSON text, NULL inactive),
//               "metric_<name>" (REAL, NULL not produced), "objective_<k>" (REAL, k from 0, in the
//               user's sense, NULL not known), wall_seconds, cpu_seconds
//   checkpoint  the newest agent state: id (evaluations told), agent_state BLOB
//
// PRAGMA application_id is 0x4147594D ("AGYM") and user_version the version of this layout, so that
// foreign files and files of a newer host are refused with a message.
//
// A space of more than 1,000 parameters has no "parameter_<name>" columns (SQLite has 2,000 at
// most) but one column "parameters", a JSON object of values by name as in exports, so that
// json_extract(parameters, '$.<name>') is the value. Metrics and objectives are columns always.
//
// WAL journal: what was committed survives the death of the process at any moment. Every two
// seconds what was committed is written into the file itself and synced, so a loss of power, or of
// the log
// "<file>-wal", costs the results of the last seconds, never the file. Where the file system has no
// shared memory, as WAL needs it, there is a rollback journal, and each commit is synced.
//
// One writer at a time, enforced by an advisory lock on "<file>.lock" (SQLite's own locks only last
// for a transaction); any number of readers at the same time, in this and other processes, the
// sqlite3 shell included. When another program locks the file, batches are kept in memory for up to
// a minute; then they are an error.
//
// A RunFile belongs to one thread at a time. It closes in its destructor, which rolls back what was
// not committed.
#pragma once

#include <archgym/value.h>

#include <boost/json.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "plugin/manifest.hpp"
#include "store/outcome.hpp"

namespace archgym::host {

// One row to write; everything is borrowed for the call.
struct EvaluationRecord {
  std::uint64_t id = 0;                   // trial id = ask order, from 0
  const Outcome& outcome;                 // empty texts are stored as NULL
  std::optional<std::uint64_t> previous;  // the trial before it in its episode
  std::span<const ag_value> point;        // canonical, manifest order
  std::span<const double> metrics;        // manifest order, NaN = not produced
  std::span<const double> objectives;     // in the user's sense, NaN = not known
};

// One row read back: bit for bit what was written, except that every NaN is the same, that -0 is 0
// afterwards, and that texts are made valid (see valid_text).
struct StoredEvaluation {
  std::uint64_t id = 0;
  Outcome outcome;
  std::optional<std::uint64_t> previous;
  Point point;
  std::vector<double> metrics;
  std::vector<double> objectives;
};

// The row, borrowed.
EvaluationRecord record_of(const StoredEvaluation& row);

struct Checkpoint {
  std::uint64_t told = 0;  // evaluations 0 .. told-1 are part of the state
  std::vector<std::byte> agent_state;
};

// Hears what the store has to tell people while it goes on, one sentence each.
using Notice = std::function<void(std::string_view)>;

class RunFile {
 public:
  enum class Mode { read, append };

  // Whether create() can make the file, without making it: the error that it would give.
  static Result<void> check_new(const std::filesystem::path& path, const Manifest& environment,
                                std::size_t objectives);

  // A new file for an environment, with `properties` in the table `run`, durable as a whole: the
  // file is there with all of them or not at all. An existing file is
  // refused, whatever it is. `objectives` is how many objective columns there are.
  static Result<RunFile> create(const std::filesystem::path& path, const Manifest& environment,
                                std::size_t objectives, const boost::json::object& properties,
                                Notice notice = {});

  // An existing run file. Refused with the reason: missing, not SQLite, not a run file, newer than
  // this host, damaged, interrupted in create(), or (append) being written by another process, or
  // having a second name.
  static Result<RunFile> open(const std::filesystem::path& path, Mode mode, Notice notice = {});

  RunFile(RunFile&&) noexcept;
  RunFile& operator=(RunFile&&) noexcept;
  ~RunFile();

  const std::filesystem::path& path() const;
  // The environment as it was when the run began, from the file; the plugin need not be installed.
  const Manifest& environment() const;
  std::size_t objectives() const;

  // The table `run`. Without an open transaction, set() is one of its own.
  Result<void> set(std::string_view key, const boost::json::value& value);
  Result<std::optional<boost::json::value>> get(std::string_view key) const;
  // A property that is a number, finite and at least 0; another one is an error.
  Result<std::optional<double>> number(std::string_view key) const;
  Result<boost::json::object> properties() const;

  // A batch: begin, any number of append / save_checkpoint / set, commit. All of it reaches the
  // file or none. An error of append leaves the transaction open; rollback() abandons it.
  Result<void> begin();
  Result<void> append(const EvaluationRecord& record);
  // Takes an evaluation out, so that another result can take its place.
  Result<void> remove(std::uint64_t id);
  // Replaces the earlier checkpoint. Without an open transaction, one of its own. A state that is
  // too large for SQLite (1 GB) is not saved, which is told once: the earlier checkpoint stands.
  Result<void> save_checkpoint(std::uint64_t told, std::span<const std::byte> agent_state);
  // The agent's state is of no use any more.
  Result<void> remove_checkpoint();
  // Syncs, too, when the last time is two seconds ago; an empty batch does, when nothing else is to
  // be written for a while. The error says, too, that the file was deleted.
  Result<void> commit();
  void rollback();

  // Number of evaluations stored, and the id that follows the largest one (0 when empty).
  Result<std::uint64_t> count() const;
  Result<std::uint64_t> next_id() const;
  Result<std::optional<Checkpoint>> checkpoint() const;

  // Visits the rows with first <= id < last in the order of their ids, one snapshot for all of
  // them. The row is valid during the call; an error returned by `visit` ends the reading.
  Result<void> each(std::uint64_t first, std::uint64_t last,
                    const std::function<Result<void>(const StoredEvaluation&)>& visit) const;
  Result<std::vector<StoredEvaluation>> read(std::uint64_t first, std::uint64_t last) const;

 private:
  struct State;
  explicit RunFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace archgym::host
