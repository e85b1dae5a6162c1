#include "adapter/ffi/scalar.hpp"

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#include "base/number.hpp"

namespace archgym::host::ffi {
namespace {

struct Named {
  std::string_view name;
  Scalar type;
};

template <class Integer>
constexpr Scalar integer_type() {
  if constexpr (sizeof(Integer) == 4) {
    return std::is_signed_v<Integer> ? Scalar::int32 : Scalar::uint32;
  } else {
    return std::is_signed_v<Integer> ? Scalar::int64 : Scalar::uint64;
  }
}

// The first name of a type is the one in messages.
constexpr std::array<Named, 18> k_names{{{"bool", Scalar::boolean},
                                         {"int8", Scalar::int8},
                                         {"uint8", Scalar::uint8},
                                         {"int16", Scalar::int16},
                                         {"uint16", Scalar::uint16},
                                         {"int32", Scalar::int32},
                                         {"uint32", Scalar::uint32},
                                         {"int64", Scalar::int64},
                                         {"uint64", Scalar::uint64},
                                         {"float", Scalar::float32},
                                         {"double", Scalar::float64},
                                         {"string", Scalar::text},
                                         {"pointer", Scalar::pointer},
                                         {"int", integer_type<int>()},
                                         {"unsigned", integer_type<unsigned>()},
                                         {"long", integer_type<long>()},
                                         {"unsigned_long", integer_type<unsigned long>()},
                                         {"size_t", integer_type<std::size_t>()}}};

// Calls `work` with a value of the C type.
template <class Work>
auto with_type(Scalar type, Work&& work) {
  switch (type) {
    case Scalar::boolean:
      return work(bool{});
    case Scalar::int8:
      return work(std::int8_t{});
    case Scalar::uint8:
      return work(std::uint8_t{});
    case Scalar::int16:
      return work(std::int16_t{});
    case Scalar::uint16:
      return work(std::uint16_t{});
    case Scalar::int32:
      return work(std::int32_t{});
    case Scalar::uint32:
      return work(std::uint32_t{});
    case Scalar::int64:
      return work(std::int64_t{});
    case Scalar::uint64:
      return work(std::uint64_t{});
    case Scalar::float32:
      return work(float{});
    case Scalar::float64:
      return work(double{});
    case Scalar::text:
    case Scalar::pointer:
      break;
  }
  return work(static_cast<const void*>(nullptr));
}

template <class T>
bool put(T value, std::byte* at) {
  std::memcpy(at, &value, sizeof(value));
  return true;
}

bool put_bool(bool value, bool valid, std::byte* at) {
  return valid && put(value, at);
}

// An integer type from a real number.
template <class T>
bool put_whole(double value, std::byte* at) {
  const double nearest = std::nearbyint(value);
  if (!(std::fabs(value - nearest) <= 1e-9 * std::fmax(1, std::fabs(value)))) return false;
  // The limits as powers of two, which doubles hold exactly.
  constexpr T half = std::numeric_limits<T>::max() / 2 + 1;
  constexpr double above = 2 * static_cast<double>(half);
  if (nearest < static_cast<double>(std::numeric_limits<T>::min()) || nearest >= above) {
    return false;
  }
  return put(static_cast<T>(nearest), at);
}

template <class T>
bool put_real(double value, std::byte* at) {
  const T rounded = static_cast<T>(value);
  if (std::isfinite(value) && !std::isfinite(rounded)) return false;
  return put(rounded, at);
}

template <class T, class From>
bool put_number(From value, std::byte* at) {
  if constexpr (std::is_same_v<T, bool>) {
    return put_bool(value == 1, value == 0 || value == 1, at);
  } else if constexpr (std::is_floating_point_v<T>) {
    return put_real<T>(static_cast<double>(value), at);
  } else if constexpr (std::is_floating_point_v<From>) {
    return put_whole<T>(value, at);
  } else {
    return std::in_range<T>(value) && put(static_cast<T>(value), at);
  }
}

}  // namespace

Scalar scalar_named(std::string_view name) {
  for (const Named& each : k_names) {
    if (each.name == name) return each.type;
  }
  return Scalar::pointer;
}

std::string_view name_of(Scalar type) {
  return k_names[static_cast<std::size_t>(type)].name;
}

ffi_type* ffi_type_of(Scalar type) {
  static constexpr std::array<ffi_type*, 13> types{
      &ffi_type_uint8,  &ffi_type_sint8,   &ffi_type_uint8,  &ffi_type_sint16, &ffi_type_uint16,
      &ffi_type_sint32, &ffi_type_uint32,  &ffi_type_sint64, &ffi_type_uint64, &ffi_type_float,
      &ffi_type_double, &ffi_type_pointer, &ffi_type_pointer};
  return types[static_cast<std::size_t>(type)];
}

std::size_t size_of(Scalar type) {
  return ffi_type_of(type)->size;
}

bool store(Scalar type, const Value& value, std::byte* at) {
  return with_type(type, [&]<class T>(T) {
    return std::visit(
        [at]<class From>(From from) {
          if constexpr (std::is_pointer_v<T> && std::is_pointer_v<From>) {
            return put(from, at);
          } else if constexpr (std::is_pointer_v<T> || std::is_pointer_v<From>) {
            return false;
          } else {
            return put_number<T>(from, at);
          }
        },
        value);
  });
}

double load(Scalar type, const std::byte* at) {
  return with_type(type, [at]<class T>(T value) {
    if constexpr (std::is_same_v<T, bool>) {
      return *at == std::byte{0} ? 0.0 : 1.0;
    } else if constexpr (std::is_pointer_v<T>) {
      return std::numeric_limits<double>::quiet_NaN();
    } else {
      std::memcpy(&value, at, sizeof(value));
      return static_cast<double>(value);
    }
  });
}

const void* load_pointer(const std::byte* at) {
  const void* pointer = nullptr;
  std::memcpy(&pointer, at, sizeof(pointer));
  return pointer;
}

std::string to_text(const Value& value) {
  return std::visit(
      []<class T>(T from) -> std::string {
        if constexpr (std::is_pointer_v<T>) {
          return from ? "a pointer" : "NULL";
        } else if constexpr (std::is_floating_point_v<T>) {
          return format_real(from);
        } else {
          return std::to_string(from);
        }
      },
      value);
}

}  // namespace archgym::host::ffi
