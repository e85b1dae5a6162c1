// The messages between the host and a worker: the same program on the same machine, so numbers are
// as they lie in memory. Nothing that arrives is trusted: a broken message is an error, never a
// crash, because a plugin may have written into the connection or into the worker's memory.
//
//   host -> worker   hello     JSON: what to load and how (see hello.hpp)
//   worker -> host   ready     empty, or
//                    refused   JSON: {"fault": "input"|"failure"|"machine", "message": ...}
//   host -> worker   evaluate  call number, row count; per row: whether it is a step, how many
//                              designs follow (the last one is evaluated), their values
//   worker -> host   results   call number, row count, flags, outcomes, metrics, reasons,
//                              details
//   worker -> host   log       level, component, text; at any time
#pragma once

#include <archgym/value.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "evaluate/batch.hpp"

namespace archgym::host::wire {

enum class Type : std::uint32_t { hello = 1, ready, refused, evaluate, results, log };

// A message in the buffer of the Reader that gave it; valid until its next call.
struct Message {
  Type type{};
  std::string_view body;
};

// Puts messages together from bytes as they arrive.
class Reader {
 public:
  // Where the next bytes of the connection go; at least `room` of them.
  std::span<char> space(std::size_t room);
  void received(std::size_t bytes) { filled_ += bytes; }

  // The next complete message, nothing when bytes are missing, an error when these are no messages.
  Result<std::optional<Message>> next();

  // Bytes of an incomplete message are waiting.
  bool partial() const { return filled_ > taken_; }

 private:
  std::vector<char> buffer_;
  std::size_t taken_ = 0, filled_ = 0;
};

// Whole messages, ready to be sent. The buffer is replaced.
void put(std::string& buffer, Type type, std::string_view body);
void put_evaluate(std::string& buffer, std::uint64_t call, Batch& batch,
                  std::span<const std::size_t> rows);
struct Results {
  std::uint64_t call = 0;
  bool process_suspect = false;
  bool worn = false;  // descriptors are running out
};
void put_results(std::string& buffer, const Results& results, Batch& batch, std::size_t rows);
void put_log(std::string& buffer, int level, std::string_view component, std::string_view text);

// Bodies of messages. Rows of `batch` must have room for what is read: see Batch::resize().

// Makes the batch as large as the message says.
Result<std::uint64_t> read_evaluate(std::string_view body, Batch& batch);

// Fills the rows named, in their order; there must be as many in the message.
Result<Results> read_results(std::string_view body, Batch& batch,
                             std::span<const std::size_t> rows);

struct Log {
  int level = 0;
  std::string_view component, text;
};
Result<Log> read_log(std::string_view body);

}  // namespace archgym::host::wire
