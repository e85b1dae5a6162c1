// The other side of the ABI, for tests of the C++ layer: a host table and an error buffer whose
// struct_size can be made that of an older version.
#pragma once

#include <archgym/host.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

struct ag_ctx {
  bool cancelled = false;
  int polls = 0;
};

namespace archgym::test {

struct FakeHost {
  std::string logged;
  const char* scratch = "/scratch";
  ag_host table{};

  explicit FakeHost(std::uint32_t struct_size = sizeof(ag_host)) {
    table = {struct_size, 0, this, "test", "0", log, poll, scratch_dir, threads, extension};
  }
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

 private:
  static FakeHost& self(const ag_host* host) { return *static_cast<FakeHost*>(host->ctx); }
  static void log(const ag_host* host, std::int32_t level, const char* component,
                  const char* text) {
    self(host).logged += std::to_string(level) + " " + component + ": " + text + "\n";
  }
  static ag_status poll(const ag_host*, ag_ctx* ctx, double, const char*) {
    ++ctx->polls;
    return ctx->cancelled ? AG_CANCELLED : AG_OK;
  }
  static const char* scratch_dir(const ag_host* host, ag_ctx*) { return self(host).scratch; }
  static std::uint32_t threads(const ag_host*, ag_ctx*) { return 3; }
  static const void* extension(const ag_host*, const char*) { return nullptr; }
};

struct ErrorBuffer {
  char bytes[200];
  ag_error table{sizeof(ag_error), AG_OK, bytes, sizeof bytes, 0};

  ErrorBuffer() = default;
  ErrorBuffer(const ErrorBuffer&) = delete;
  ErrorBuffer& operator=(const ErrorBuffer&) = delete;
  std::string_view text() const { return {bytes, table.length}; }
};

}  // namespace archgym::test
