#include "validate/other_process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <exception>
#include <stdexcept>

#include "base/ending.hpp"
#include "evaluate/descriptor.hpp"

namespace archgym::host::validation {
namespace {

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t bytes = ::write(descriptor, text.data(), text.size());
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) ::_exit(EXIT_FAILURE);
    text.remove_prefix(static_cast<std::size_t>(bytes));
  }
}

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t bytes = ::read(descriptor, buffer.data(), buffer.size());
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(bytes));
  }
}

}  // namespace

std::string in_other_process(const std::function<std::string()>& work) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe to another process");
  Descriptor out(ends[0]), in(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no other process can be forked");
  if (child == 0) {
    try {
      write_all(in.get(), work());
    } catch (...) {
      ::_exit(EXIT_FAILURE);
    }
    ::_exit(EXIT_SUCCESS);
  }
  in.close();
  std::string text = read_all(out.get());
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (status != 0) {
    throw std::runtime_error("in another process the same work fails: it ended with " +
                             ending_of(status));
  }
  return text;
}

}  // namespace archgym::host::validation
