// One writer per run file, for as long as the run lasts.
#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace archgym::host {

// A POSIX record lock on "<file>.lock", which holds the writer's process id for people. The lock
// belongs to the process: the kernel drops it when that dies, however it dies, and a child that was
// forked and lives on has no part in it. A file left behind by kill -9 is taken over. The lock is
// not on the run file itself, because closing any descriptor of that file would drop the locks that
// SQLite holds on it.
//
// Two names of one file share the lock when one is a symbolic link; a file with two names of the
// other kind (hard links) is not locked but refused by RunFile, since SQLite's log has one name.
class WriterLock {
 public:
  // Waits a second for a writer that is just being killed. The error says who writes. A lock file
  // that is a link, or something else than a lock file, is refused and left as it is.
  static Result<WriterLock> acquire(const std::filesystem::path& file);

  WriterLock(WriterLock&& other) noexcept;
  WriterLock& operator=(WriterLock&& other) noexcept;
  // Removes the lock file.
  ~WriterLock();

 private:
  WriterLock(int descriptor, std::filesystem::path path)
      : descriptor_(descriptor), path_(std::move(path)) {}

  int descriptor_ = -1;
  std::filesystem::path path_;
};

}  // namespace archgym::host
