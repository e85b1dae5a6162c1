// One writer per run file, for as long as the run lasts.
#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace archgym::host {

// An advisory lock (flock) on "<file>.lock", which holds the writer's process id for people. The
// kernel drops the lock when the process dies, however it dies; a file left behind by kill -9 is
// taken over. The lock is not on the run file itself, because closing any descriptor of that file
// would drop the POSIX locks that SQLite holds on it.
class WriterLock {
 public:
  // The error says who writes.
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
