// Where the scratch directories of this process are made.
#pragma once

#include <filesystem>
#include <mutex>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "evaluate/descriptor.hpp"

namespace archgym::host {

// A directory below the system's temporary one, removed at the end; or one of the user's, which
// stays. Temporary ones of processes that were killed are removed by the next one to start: a lock
// on the directory that dies with its process tells them apart, and keeps systemd's cleaner away.
// When another cleaner has removed the directory, it is made again. Movable until it is used.
// [any-thread]
class ScratchRoot {
 public:
  static Result<ScratchRoot> create();
  static Result<ScratchRoot> keep(std::filesystem::path directory);

  ScratchRoot(ScratchRoot&& other) noexcept
      : path_(std::move(other.path_)), lasting_(other.lasting_), lock_(std::move(other.lock_)) {}
  ScratchRoot& operator=(ScratchRoot&& other) = delete;
  ~ScratchRoot();

  const std::filesystem::path& path() const { return path_; }

  // A new directory in it, whose name begins like that.
  Result<std::filesystem::path> make(std::string_view prefix);

  // Why a file could not be written there just now; it may be possible again.
  Result<void> check();

 private:
  explicit ScratchRoot(std::filesystem::path path, bool lasting)
      : path_(std::move(path)), lasting_(lasting) {}
  bool restore();

  std::filesystem::path path_;  // "" when moved from
  bool lasting_ = false;
  Descriptor lock_;
  std::mutex restoring_;
};

}  // namespace archgym::host
