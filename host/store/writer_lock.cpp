#include "store/writer_lock.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include "base/clock.hpp"

namespace archgym::host {
namespace {

constexpr double k_patience_seconds = 1.0;
constexpr useconds_t k_pause_microseconds = 20'000;

std::string reason() {
  return std::generic_category().message(errno);
}

// The locks of this process: the kernel gives a process a lock that it has, and takes all away when
// it closes one descriptor of the file.
class HeldLocks {
 public:
  bool add(const std::string& path) {
    const std::lock_guard guard(mutex_);
    return paths_.insert(path).second;
  }
  void remove(const std::string& path) {
    const std::lock_guard guard(mutex_);
    paths_.erase(path);
  }

 private:
  std::mutex mutex_;
  std::set<std::string> paths_;
};

HeldLocks& held_locks() {
  static HeldLocks locks;
  return locks;
}

std::filesystem::path lock_path(const std::filesystem::path& file) {
  std::error_code ignored;
  const std::filesystem::path resolved = std::filesystem::weakly_canonical(file, ignored);
  std::filesystem::path path = resolved.empty() ? file : resolved;
  return path += ".lock";
}

// The process id that the owner wrote, or "" while it has not; absent when the file says something
// else.
std::optional<std::string> owner(int descriptor) {
  char text[32];
  const ssize_t size = ::pread(descriptor, text, sizeof text, 0);
  const std::string read(text, size > 0 ? static_cast<std::size_t>(size) : 0);
  const bool digits = std::ranges::all_of(read, [](char c) { return c >= '0' && c <= '9'; });
  return digits && read.size() < sizeof text ? std::optional(read) : std::nullopt;
}

// Why an open file cannot be a lock file of ours; "" when it can. Its content would be lost.
std::string_view refusal(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return "it cannot be examined";
  if (!S_ISREG(status.st_mode)) return "it is not a regular file";
  if (status.st_nlink > 1) return "it has another name, too (a hard link)";
  return owner(descriptor) ? "" : "it is not a lock file of archgym-host";
}

bool lock_now(int descriptor) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return ::fcntl(descriptor, F_SETLK, &lock) == 0;
}

bool is_busy() {
  return errno == EAGAIN || errno == EACCES;
}

// Waits for a writer that is being killed: until its last resources are freed it has the lock.
bool lock_patiently(int descriptor) {
  const double begun = monotonic_seconds();
  for (;;) {
    if (lock_now(descriptor)) return true;
    if (!is_busy() || monotonic_seconds() - begun > k_patience_seconds) return false;
    ::usleep(k_pause_microseconds);
  }
}

// False when the earlier owner has removed the file between our open() and our lock.
bool still_there(int descriptor, const std::filesystem::path& path) {
  struct stat mine {};
  struct stat current {};
  return ::fstat(descriptor, &mine) == 0 && ::lstat(path.c_str(), &current) == 0 &&
         mine.st_ino == current.st_ino && mine.st_dev == current.st_dev;
}

bool write_owner(int descriptor) {
  const std::string self = std::to_string(::getpid());
  return ::ftruncate(descriptor, 0) == 0 &&
         ::pwrite(descriptor, self.data(), self.size(), 0) == static_cast<ssize_t>(self.size());
}

tl::unexpected<Error> busy(const std::filesystem::path& file, const std::string& who) {
  return bad_input(file.string() + ": another run is writing to this file" +
                   (who.empty() ? "" : " (process " + who + ")") + "; wait for it or stop it");
}

// A descriptor that holds the lock.
Result<int> open_locked(const std::filesystem::path& file, const std::filesystem::path& path) {
  for (;;) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (descriptor < 0) {
      const std::string why = errno == ELOOP ? "it is a link, which is not followed" : reason();
      return bad_input(file.string() + ": cannot write: cannot create the lock file '" +
                       path.string() + "': " + why);
    }
    Result<int> locked = descriptor;
    if (const std::string_view why = refusal(descriptor); !why.empty()) {
      locked = bad_input(file.string() + ": cannot write: '" + path.string() +
                         "' cannot be used as the lock file: " + std::string(why));
    } else if (!lock_patiently(descriptor)) {
      locked = is_busy()
                   ? busy(file, owner(descriptor).value_or(""))
                   : failure(file.string() + ": cannot lock '" + path.string() + "': " + reason());
    } else if (!still_there(descriptor, path)) {
      ::close(descriptor);
      continue;
    } else if (!write_owner(descriptor)) {
      locked = failure(file.string() + ": cannot write to the lock file '" + path.string() +
                       "': " + reason());
    }
    if (!locked) ::close(descriptor);
    return locked;
  }
}

}  // namespace

Result<WriterLock> WriterLock::acquire(const std::filesystem::path& file) {
  const std::filesystem::path path = lock_path(file);
  if (!held_locks().add(path.string())) return busy(file, std::to_string(::getpid()));
  Result<int> descriptor = open_locked(file, path);
  if (!descriptor) {
    held_locks().remove(path.string());
    return tl::unexpected(descriptor.error());
  }
  return WriterLock(*descriptor, path);
}

WriterLock::WriterLock(WriterLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

WriterLock& WriterLock::operator=(WriterLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  return *this;
}

WriterLock::~WriterLock() {
  if (descriptor_ < 0) return;
  // Removed while locked: who opened the file before sees in still_there() that it is gone.
  ::unlink(path_.c_str());
  ::close(descriptor_);
  held_locks().remove(path_.string());
}

}  // namespace archgym::host
