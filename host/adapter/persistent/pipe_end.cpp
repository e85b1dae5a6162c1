#include "adapter/persistent/pipe_end.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace archgym::host {
namespace {

[[noreturn]] void refuse() {
  throw std::system_error(errno, std::generic_category(), "no connection to a program");
}

void keep_open(int descriptor) {
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

}  // namespace

void PipeEnd::close() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

std::size_t PipeEnd::write(std::string_view text) {
  if (descriptor_ < 0) return 0;
  const ssize_t bytes = ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (bytes >= 0) return static_cast<std::size_t>(bytes);
  if (errno != EAGAIN && errno != EINTR) close();
  return 0;
}

void PipeEnd::read(std::string& text) {
  if (descriptor_ < 0) return;
  std::array<char, 64 << 10> buffer;
  const ssize_t bytes = ::read(descriptor_, buffer.data(), buffer.size());
  if (bytes > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(bytes));
  } else if (bytes == 0 || (errno != EAGAIN && errno != EINTR)) {
    close();
  }
}

// A socket, because a pipe that nobody reads any more would end this process with a signal.
Connection connection_to_program() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) refuse();
  return {PipeEnd(ends[0]), PipeEnd(ends[1])};
}

Connection connection_from_program() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) refuse();
  keep_open(ends[0]);
  return {PipeEnd(ends[0]), PipeEnd(ends[1])};
}

}  // namespace archgym::host
