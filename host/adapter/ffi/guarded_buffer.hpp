// Memory that a foreign function writes to, with bytes around it that it must not touch.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <utility>
#include <vector>

namespace archgym::host::ffi {

class GuardedBuffer {
 public:
  // `initial`: what is in it at the beginning of every call.
  explicit GuardedBuffer(std::vector<std::byte> initial) : initial_(std::move(initial)) {
    reallocate();
  }

  std::byte* data() { return memory_.data() + k_guard; }
  const std::byte* data() const { return memory_.data() + k_guard; }
  std::size_t size() const { return initial_.size(); }
  std::byte* initial() { return initial_.data(); }

  void set_initial(std::vector<std::byte> initial) {
    initial_ = std::move(initial);
    reallocate();
  }

  // Back to what is in it at the beginning.
  void reset() { std::copy(initial_.begin(), initial_.end(), data()); }

  // Whether the bytes in front, and those behind, are as they were.
  bool intact_before() const { return std::memcmp(memory_.data(), k_bytes.data(), k_guard) == 0; }
  bool intact_behind() const { return std::memcmp(data() + size(), k_bytes.data(), k_guard) == 0; }

 private:
  static constexpr std::size_t k_guard = 64;  // keeps the alignment
  static constexpr std::byte k_guard_byte{0xa7};
  static constexpr std::array<std::byte, k_guard> k_bytes = [] {
    std::array<std::byte, k_guard> bytes{};
    bytes.fill(k_guard_byte);
    return bytes;
  }();

  void reallocate() {
    memory_.assign(initial_.size() + 2 * k_guard, k_guard_byte);
    reset();
  }

  std::vector<std::byte> initial_;
  std::vector<std::byte> memory_;
};

}  // namespace archgym::host::ffi
