// The JSON detail that a plugin may give with a result.
#pragma once

#include <archgym/status.h>
#include <archgym/stream.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "base/text.hpp"

namespace archgym::host {

// A sink into a string. What goes beyond `most_bytes` is not accepted.
class InfoText {
 public:
  explicit InfoText(std::size_t most_bytes = std::size_t{1} << 16) : most_bytes_(most_bytes) {}
  InfoText(const InfoText&) = delete;
  InfoText& operator=(const InfoText&) = delete;

  const ag_sink* get() const { return &sink_; }
  void reset() { text_.clear(); }
  // As valid_text().
  std::string take() { return valid_text(std::exchange(text_, {})); }

 private:
  static std::int64_t write(void* context, const void* bytes, std::uint64_t size) noexcept {
    auto* const self = static_cast<InfoText*>(context);
    std::string& text = self->text_;
    const auto accepted = std::min<std::size_t>(size, self->most_bytes_ - text.size());
    try {
      text.append(static_cast<const char*>(bytes), accepted);
    } catch (...) {
      return AG_E_TRANSIENT;
    }
    return static_cast<std::int64_t>(accepted);
  }

  std::size_t most_bytes_;
  std::string text_;
  ag_sink sink_{sizeof(ag_sink), 0, this, write};
};

}  // namespace archgym::host
