// What a worker prints, read as it comes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "evaluate/descriptor.hpp"

namespace archgym::host {

// The reading end of a pipe. Keeps the end of what came, so that neither memory nor a disk is
// filled, and nothing that a plugin can replace is opened. Movable.
class OutputTail {
 public:
  OutputTail() = default;
  // The pipe must not block.
  explicit OutputTail(Descriptor pipe) : pipe_(std::move(pipe)) {}

  // Readable: read() has something to do. -1: there is nothing more to come.
  int descriptor() const { return pipe_.get(); }

  // Takes some of what is there, without waiting. False when nothing was.
  bool read();
  // Takes all that was printed until now, and forgets it.
  void clear();

  std::string_view text() const { return text_; }

 private:
  Descriptor pipe_;
  std::string text_;
};

}  // namespace archgym::host
