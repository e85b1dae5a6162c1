// What the fuzz targets share.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// UDUNITS leaks a few bytes for each unit that it cannot parse.
extern "C" [[gnu::used]] inline const char* __lsan_default_suppressions() {
  return "leak:libudunits2";
}

namespace archgym::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// A promise that must hold for every input; a broken one ends the process, which the fuzzer and
// CTest both notice.
inline void expect(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", promise);
  std::abort();
}

}  // namespace archgym::fuzz
