#include "evaluate/output_tail.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>

namespace archgym::host {
namespace {

constexpr std::size_t k_kept = 4096;
// A pipe holds no more, so whoever has read as much has seen what was there when it began.
constexpr std::size_t k_pipe = 64 << 10;

}  // namespace

bool OutputTail::read() {
  if (pipe_.get() < 0) return false;
  std::array<char, k_pipe> buffer;
  const ssize_t bytes = ::read(pipe_.get(), buffer.data(), buffer.size());
  if (bytes == 0) pipe_.close();
  if (bytes <= 0) return bytes < 0 && errno == EINTR;
  text_.append(buffer.data(), static_cast<std::size_t>(bytes));
  if (text_.size() > k_kept) text_.erase(0, text_.size() - k_kept);
  return true;
}

void OutputTail::clear() {
  read();
  text_.clear();
}

}  // namespace archgym::host
