// What programs print, kept in files: a pipe would block a program that nobody reads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace archgym::host {

// The most that is read of any output, as a whole: a program can print more than there is memory.
inline constexpr std::size_t k_largest_output = std::size_t{256} << 20;

// An unnamed file that a child writes to and this process then reads.
class TemporaryOutput {
 public:
  static Result<TemporaryOutput> create();

  TemporaryOutput(TemporaryOutput&& other) noexcept;
  TemporaryOutput& operator=(TemporaryOutput&&) = delete;
  ~TemporaryOutput();

  int descriptor() const { return descriptor_; }
  // Bytes so far.
  std::uintmax_t size() const;
  // All of it so far. More than k_largest_output is an error.
  Result<std::string> text() const;

 private:
  explicit TemporaryOutput(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

// The bytes of an output file. More than k_largest_output is an error.
Result<std::string> read_output(const std::filesystem::path& file);

// The last bytes of an output file, however long it is; "" when it cannot be read.
std::string end_of_output(const std::filesystem::path& file, std::size_t bytes);

}  // namespace archgym::host
