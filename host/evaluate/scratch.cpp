#include "evaluate/scratch.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <system_error>

namespace archgym::host {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view k_prefix = "archgym-scratch-";
// A directory that is younger may belong to a process that is about to lock it.
constexpr std::chrono::seconds k_too_young(10);

// What a simulator writes at least; less does not tell a full disk from another.
constexpr std::size_t k_tried_bytes = 64 << 10;

Descriptor locked(const fs::path& directory) {
  Descriptor lock(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (lock.get() >= 0 && ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) lock.close();
  return lock;
}

// Ours, and left behind by a process that is gone.
bool abandoned(const fs::directory_entry& entry) {
  if (!entry.path().filename().string().starts_with(k_prefix)) return false;
  struct stat status {};
  if (::lstat(entry.path().c_str(), &status) != 0 || !S_ISDIR(status.st_mode) ||
      status.st_uid != ::geteuid()) {
    return false;
  }
  std::error_code error;
  const auto changed = entry.last_write_time(error);
  if (error || fs::file_time_type::clock::now() - changed < k_too_young) return false;
  return locked(entry.path()).get() >= 0;
}

void remove_abandoned(const fs::path& temporary) {
  std::error_code error;
  fs::directory_iterator entries(temporary, error), end;
  for (; !error && entries != end; entries.increment(error)) {
    std::error_code ignored;
    if (abandoned(*entries)) fs::remove_all(entries->path(), ignored);
  }
}

Result<void> write_something(const fs::path& file) {
  const Descriptor written(::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (written.get() < 0) return system_failure(file.string(), errno);
  const std::string bytes(k_tried_bytes, 'x');
  const ssize_t count = ::pwrite(written.get(), bytes.data(), bytes.size(), 0);
  const int number = count < 0 ? errno : ENOSPC;
  ::unlink(file.c_str());
  if (count == static_cast<ssize_t>(bytes.size())) return {};
  return system_failure(file.string(), number);
}

}  // namespace

Result<ScratchRoot> ScratchRoot::create() {
  std::error_code error;
  const fs::path temporary = fs::temp_directory_path(error);
  if (error) return failure("no temporary directory (TMPDIR): " + error.message());
  remove_abandoned(temporary);
  std::string pattern = (temporary / (std::string(k_prefix) + "XXXXXX")).string();
  if (!::mkdtemp(pattern.data())) {
    return system_failure("no directory can be made in " + temporary.string(), errno);
  }
  ScratchRoot root(pattern, false);
  root.lock_ = locked(pattern);
  return root;
}

Result<ScratchRoot> ScratchRoot::keep(fs::path directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error)
    return bad_input(directory.string() + ": cannot keep scratch there: " + error.message());
  return ScratchRoot(fs::absolute(directory), true);
}

ScratchRoot::~ScratchRoot() {
  if (path_.empty() || lasting_) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

// True when it had to be made again.
bool ScratchRoot::restore() {
  const std::scoped_lock lock(restoring_);
  std::error_code error;
  if (fs::is_directory(path_, error)) return false;
  if (::mkdir(path_.c_str(), 0700) != 0) return false;
  lock_ = locked(path_);
  return true;
}

Result<fs::path> ScratchRoot::make(std::string_view prefix) {
  const std::string pattern = (path_ / std::string(prefix)).string() + "XXXXXX";
  std::string made = pattern;
  if (::mkdtemp(made.data())) return fs::path(made);
  const int number = errno;
  made = pattern;
  if (number == ENOENT && restore() && ::mkdtemp(made.data())) return fs::path(made);
  // Another process than this one has changed what this one had made: the machine.
  return machine_failure(
      system_failure("no directory can be made in " + path_.string(), number).value().message);
}

Result<void> ScratchRoot::check() {
  if (restore()) return machine_failure(path_.string() + " was removed");
  auto directory = make("check-");
  if (!directory) return tl::unexpected(directory.error());
  auto written = write_something(*directory / "file");
  ::rmdir(directory->c_str());
  return written;
}

}  // namespace archgym::host
