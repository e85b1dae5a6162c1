// In-memory ends of the ABI's byte streams, for tests.
#pragma once

#include <archgym/status.h>
#include <archgym/stream.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

namespace archgym::test {

struct ByteSink {
  std::string bytes;
  std::uint64_t most_at_once = ~0ull;
  bool failing = false;
  ag_sink table{sizeof(ag_sink), 0, this, write};

  ByteSink() = default;
  ByteSink(const ByteSink&) = delete;
  ByteSink& operator=(const ByteSink&) = delete;

 private:
  static std::int64_t write(void* ctx, const void* data, std::uint64_t size) {
    auto& self = *static_cast<ByteSink*>(ctx);
    if (self.failing) return AG_E_TRANSIENT;
    size = std::min(size, self.most_at_once);
    self.bytes.append(static_cast<const char*>(data), size);
    return static_cast<std::int64_t>(size);
  }
};

struct ByteSource {
  explicit ByteSource(std::string content) : bytes(std::move(content)) {}
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  std::string bytes;
  std::size_t position = 0;
  std::uint64_t most_at_once = ~0ull;
  bool failing = false;
  ag_source table{sizeof(ag_source), 0, this, read};

 private:
  static std::int64_t read(void* ctx, void* data, std::uint64_t size) {
    auto& self = *static_cast<ByteSource*>(ctx);
    if (self.failing) return AG_E_TRANSIENT;
    size = std::min(
        {size, self.most_at_once, static_cast<std::uint64_t>(self.bytes.size() - self.position)});
    std::memcpy(data, self.bytes.data() + self.position, size);
    self.position += size;
    return static_cast<std::int64_t>(size);
  }
};

}  // namespace archgym::test
