// Single values of C: the types that a descriptor may name, and reading and writing them.
#pragma once

#include <ffi.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace archgym::host::ffi {

enum class Scalar : std::uint8_t {
  boolean,
  int8,
  uint8,
  int16,
  uint16,
  int32,
  uint32,
  int64,
  uint64,
  float32,
  float64,
  text,    // const char*
  pointer  // void*
};

// A value on its way to or from memory, exact for each type.
using Value = std::variant<std::int64_t, std::uint64_t, double, const void*>;

// Of a name that the schema allows: "int", "uint64", "size_t".
Scalar scalar_named(std::string_view name);
// "int32", "double", "string".
std::string_view name_of(Scalar type);
ffi_type* ffi_type_of(Scalar type);
std::size_t size_of(Scalar type);

inline bool is_pointer(Scalar type) {
  return type >= Scalar::text;
}
inline bool is_real(Scalar type) {
  return type == Scalar::float32 || type == Scalar::float64;
}

// False, and nothing is written, when the type has no such value: out of range, a fraction in an
// integer. What is a rounding error of a conversion away from an integer counts as that.
bool store(Scalar type, const Value& value, std::byte* at);

// What is in memory; pointers are no numbers.
double load(Scalar type, const std::byte* at);
const void* load_pointer(const std::byte* at);

std::string to_text(const Value& value);

}  // namespace archgym::host::ffi
