// Where the scratch directories of this process are made.
#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "evaluate/descriptor.hpp"

namespace archgym::host {

// A directory below the system's temporary one, removed at the end. Directories of processes that
// were killed are removed by the next one to start: a lock that dies with its process tells them
// apart.
class ScratchRoot {
 public:
  static Result<ScratchRoot> create();

  ScratchRoot(ScratchRoot&& other) noexcept = default;
  ScratchRoot& operator=(ScratchRoot&& other) = delete;
  ~ScratchRoot();

  const std::filesystem::path& path() const { return path_; }

 private:
  ScratchRoot(std::filesystem::path path, Descriptor lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}

  std::filesystem::path path_;  // "" when moved from
  Descriptor lock_;
};

}  // namespace archgym::host
