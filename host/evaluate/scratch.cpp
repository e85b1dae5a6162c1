#include "evaluate/scratch.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <system_error>

namespace archgym::host {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view k_prefix = "archgym-scratch-";
constexpr const char* k_lock_name = "lock";
// A directory that is younger may belong to a process that is about to lock it.
constexpr std::chrono::seconds k_too_young(10);

Descriptor locked(const fs::path& directory) {
  Descriptor lock(
      ::open((directory / k_lock_name).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
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

}  // namespace

Result<ScratchRoot> ScratchRoot::create() {
  std::error_code error;
  const fs::path temporary = fs::temp_directory_path(error);
  if (error) return failure("no temporary directory (TMPDIR): " + error.message());
  remove_abandoned(temporary);
  std::string pattern = (temporary / (std::string(k_prefix) + "XXXXXX")).string();
  if (!::mkdtemp(pattern.data())) {
    return failure("no directory can be made in " + temporary.string() + ": " +
                   std::generic_category().message(errno));
  }
  return ScratchRoot(pattern, locked(pattern));
}

ScratchRoot::~ScratchRoot() {
  if (lock_.get() < 0) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace archgym::host
