// The ends of the connections to a program, none of which ever blocks this process.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace archgym::host {

// Closes itself.
class PipeEnd {
 public:
  PipeEnd() = default;
  explicit PipeEnd(int descriptor) : descriptor_(descriptor) {}
  PipeEnd(PipeEnd&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  PipeEnd& operator=(PipeEnd&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~PipeEnd() { close(); }

  int descriptor() const { return descriptor_; }  // -1: closed
  void close();

  // As much of the text as is taken now; the number of bytes. Closes itself when nobody reads.
  std::size_t write(std::string_view text);
  // Append what is there, at most 64 KiB. Closes itself at the end.
  void read(std::string& text);

 private:
  int descriptor_ = -1;
};

// This process's end, and the program's.
struct Connection {
  PipeEnd ours, theirs;
};

// Throw std::system_error.
Connection connection_to_program();
Connection connection_from_program();

}  // namespace archgym::host
