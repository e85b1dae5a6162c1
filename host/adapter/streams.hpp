// What programs print, kept in files: a pipe would block a program that nobody reads.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace archgym::host {

// The most that is read of any output.
inline constexpr std::size_t k_largest_output = std::size_t{256} << 20;

// An unnamed file that a child writes to and this process then reads.
class TemporaryOutput {
 public:
  static Result<TemporaryOutput> create();

  TemporaryOutput(TemporaryOutput&& other) noexcept;
  TemporaryOutput& operator=(TemporaryOutput&&) = delete;
  ~TemporaryOutput();

  int descriptor() const { return descriptor_; }
  // All of it so far. More than k_largest_output is an error.
  Result<std::string> text() const;

 private:
  explicit TemporaryOutput(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

// The bytes of an output file. More than k_largest_output is an error.
Result<std::string> read_output(const std::filesystem::path& file);

}  // namespace archgym::host
