// What lies where a run file is or shall be, and connections to it. Private to the store.
#pragma once

#include <cstdint>
#include <filesystem>

#include "store/run_file.hpp"
#include "store/sqlite.hpp"

namespace archgym::host {

inline constexpr std::int64_t k_application_id = 0x4147594D;  // "AGYM"
inline constexpr std::int64_t k_layout_version = 3;

// Refuses a name that is taken, or beside which there is what SQLite would take for its own.
Result<void> check_free(const std::filesystem::path& path);
// The run file before it has all that a run file has: a run file is there as a whole or not at all.
std::filesystem::path draft_of(const std::filesystem::path& path);
Result<void> publish(const std::filesystem::path& draft, const std::filesystem::path& path);
Result<Database> connect_new(const std::filesystem::path& path, const Notice& notice);
// The file and what is beside it.
void remove_files(const std::filesystem::path& path);

// Write-ahead log from now on, or a rollback journal (false) where the file system has no memory
// that processes share; then the connection is another one.
Result<bool> use_log(Database& database, const std::filesystem::path& path, const Notice& notice);

// Refuses a file that SQLite must not even open: it would delete the log of an empty one.
Result<void> check_file(const std::filesystem::path& path, RunFile::Mode mode);
// Refuses what is not a complete run file that this host knows. A run that was killed leaves a log
// or a journal, which not every connection can read.
Result<Database> connect_checked(const std::filesystem::path& path, RunFile::Mode mode,
                                 const Notice& notice);
// Refuses a file whose pages contradict each other.
Result<void> check_integrity(const Database& database, const std::filesystem::path& path);
// A run that was killed keeps its newest results in the log until it is resumed. The file says that
// it has one; that it is away may also be the doing of another program that closed the file.
void warn_of_lost_log(const Database& database, const std::filesystem::path& path, bool has_log,
                      const Notice& notice);

}  // namespace archgym::host
