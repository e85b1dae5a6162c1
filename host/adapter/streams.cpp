#include "adapter/streams.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include "json/json.hpp"

namespace archgym::host {
namespace {

Result<void> check_size(std::uintmax_t bytes, std::string_view what) {
  if (bytes <= k_largest_output) return {};
  return failure(std::string(what) + " has " + std::to_string(bytes) + " bytes; expected at most " +
                 std::to_string(k_largest_output));
}

}  // namespace

Result<TemporaryOutput> TemporaryOutput::create() {
  const int descriptor = ::memfd_create("output", MFD_CLOEXEC);
  if (descriptor < 0) {
    return failure("no file for a program's output: " + std::generic_category().message(errno));
  }
  return TemporaryOutput(descriptor);
}

TemporaryOutput::TemporaryOutput(TemporaryOutput&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

TemporaryOutput::~TemporaryOutput() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::uintmax_t TemporaryOutput::size() const {
  struct stat status {};
  ::fstat(descriptor_, &status);
  return static_cast<std::uintmax_t>(status.st_size);
}

Result<std::string> TemporaryOutput::text() const {
  const std::uintmax_t size = this->size();
  if (auto fits = check_size(size, "the output"); !fits) return tl::unexpected(fits.error());
  std::string text(size, '\0');
  const ssize_t bytes = ::pread(descriptor_, text.data(), text.size(), 0);
  text.resize(bytes < 0 ? 0 : static_cast<std::size_t>(bytes));
  return text;
}

Result<std::string> read_output(const std::filesystem::path& file) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(file, error);
  if (error) return failure("cannot be read: " + error.message());
  if (auto fits = check_size(bytes, "the file"); !fits) return tl::unexpected(fits.error());
  return read_text(file);
}

std::string end_of_output(const std::filesystem::path& file, std::size_t bytes) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (error) return "";
  std::ifstream input(file, std::ios::binary);
  std::string text(std::min<std::uintmax_t>(bytes, size), '\0');
  input.seekg(static_cast<std::streamoff>(size - text.size()));
  input.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(input.gcount()));
  return text;
}

}  // namespace archgym::host
