// A caller-owned ag_error with its buffer.
#pragma once

#include <archgym/status.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace archgym::host {

class ErrorText {
 public:
  ErrorText() { reset(); }
  ErrorText(const ErrorText&) = delete;
  ErrorText& operator=(const ErrorText&) = delete;

  ag_error* get() { return &error_; }
  void reset() { error_ = {sizeof(ag_error), AG_OK, buffer_.data(), buffer_.size(), 0}; }

  void set(std::string_view text) {
    error_.length = std::min(text.size(), buffer_.size());
    std::copy_n(text.begin(), error_.length, buffer_.begin());
  }

  // What the plugin wrote, as valid_text(), or `fallback` when it wrote nothing.
  std::string text(std::string_view fallback) const {
    const std::size_t length = std::min<std::size_t>(error_.length, buffer_.size());
    return length > 0 ? valid_text({buffer_.data(), length}) : std::string(fallback);
  }

 private:
  std::array<char, 1024> buffer_;
  ag_error error_;
};

// "AG_E_INVALID (-1)" and so on, for messages.
std::string status_name(ag_status status);

// What create() has said: it has failed, or claims that it has not.
std::string create_failure(const ErrorText& error, ag_status status);

}  // namespace archgym::host
