// Streams that take and give only part of what they are offered, as streams may.
#pragma once

#include <archgym/stream.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

namespace archgym::host::validation {

class StringSink {
 public:
  explicit StringSink(std::string& text) : sink_{sizeof(ag_sink), 0, &text, append} {}
  const ag_sink* get() const { return &sink_; }

 private:
  static std::int64_t append(void* text, const void* bytes, std::uint64_t size) {
    const std::uint64_t taken = std::min<std::uint64_t>(size, 1000);
    static_cast<std::string*>(text)->append(static_cast<const char*>(bytes), taken);
    return static_cast<std::int64_t>(taken);
  }

  ag_sink sink_;
};

class StringSource {
 public:
  explicit StringSource(std::string_view text)
      : rest_(text), source_{sizeof(ag_source), 0, &rest_, take} {}
  StringSource(const StringSource&) = delete;
  StringSource& operator=(const StringSource&) = delete;
  const ag_source* get() const { return &source_; }

 private:
  static std::int64_t take(void* text, void* bytes, std::uint64_t size) {
    auto& rest = *static_cast<std::string_view*>(text);
    const std::size_t taken = std::min<std::size_t>({rest.size(), size, 777});
    std::memcpy(bytes, rest.data(), taken);
    rest.remove_prefix(taken);
    return static_cast<std::int64_t>(taken);
  }

  std::string_view rest_;
  ag_source source_;
};

}  // namespace archgym::host::validation
