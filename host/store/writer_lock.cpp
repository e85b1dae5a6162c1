#include "store/writer_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace archgym::host {
namespace {

std::string reason() {
  return std::generic_category().message(errno);
}

// The process id that the owner wrote, or "" while it has not.
std::string owner(int descriptor) {
  char text[32];
  const ssize_t size = ::pread(descriptor, text, sizeof text, 0);
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

// False when the earlier owner has removed the file between our open() and our flock().
bool still_there(int descriptor, const std::filesystem::path& path) {
  struct stat mine {};
  struct stat current {};
  return ::fstat(descriptor, &mine) == 0 && ::stat(path.c_str(), &current) == 0 &&
         mine.st_ino == current.st_ino && mine.st_dev == current.st_dev;
}

}  // namespace

Result<WriterLock> WriterLock::acquire(const std::filesystem::path& file) {
  // Two names of one file share one lock.
  std::error_code ignored;
  const std::filesystem::path resolved = std::filesystem::weakly_canonical(file, ignored);
  std::filesystem::path path = resolved.empty() ? file : resolved;
  path += ".lock";
  for (;;) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) {
      return bad_input(file.string() + ": cannot write: cannot create the lock file '" +
                       path.string() + "': " + reason());
    }
    WriterLock lock(descriptor, path);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      const bool busy = errno == EWOULDBLOCK;
      const std::string why = busy ? "" : reason();
      const std::string who = owner(descriptor);
      ::close(std::exchange(lock.descriptor_, -1));  // not ours to remove
      if (!busy) return failure(file.string() + ": cannot lock '" + path.string() + "': " + why);
      return bad_input(file.string() + ": another run is writing to this file" +
                       (who.empty() ? "" : " (process " + who + ")") + "; wait for it or stop it");
    }
    if (!still_there(descriptor, path)) {
      ::close(std::exchange(lock.descriptor_, -1));
      continue;
    }
    const std::string self = std::to_string(::getpid());
    if (::ftruncate(descriptor, 0) != 0 ||
        ::pwrite(descriptor, self.data(), self.size(), 0) != static_cast<ssize_t>(self.size())) {
      return failure(file.string() + ": cannot write to the lock file '" + path.string() +
                     "': " + reason());
    }
    return lock;
  }
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
}

}  // namespace archgym::host
