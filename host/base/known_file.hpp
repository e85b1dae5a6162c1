// A file whose content is known by its SHA-256, and a quick way to ask whether it still is the
// same.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace archgym::host {

// The file is read again only when the file system says that something about it is another than
// when it was read last: device, inode, size, time of modification or of the last change, which no
// program can set back. So to ask costs a system call, and a file that was touched, or replaced by
// an equal one, is the same.
class KnownFile {
 public:
  // Reads the file.
  static Result<KnownFile> read(std::filesystem::path path);
  // What somebody recorded of it. The first question reads it.
  KnownFile(std::filesystem::path path, std::string sum)
      : path_(std::move(path)), sum_(std::move(sum)) {}

  const std::filesystem::path& path() const { return path_; }
  const std::string& sum() const { return sum_; }

  enum class State { same, another, missing };
  State state();

 private:
  struct Stamp {
    std::uint64_t device, inode, size;
    std::int64_t modified, changed;  // nanoseconds
    bool operator==(const Stamp&) const = default;
  };
  static std::optional<Stamp> stamp_of(const std::filesystem::path& path);
  void remember(const std::optional<Stamp>& stamp);

  std::filesystem::path path_;
  std::string sum_;
  std::optional<Stamp> stamp_;  // when it was found to be the same
};

}  // namespace archgym::host
