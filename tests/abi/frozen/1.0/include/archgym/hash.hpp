/*
 * archgym/hash.hpp - the 64-bit FNV-1a hash (Fowler, Noll, Vo), which names random streams and
 * guards saved state. Not for hostile input.
 */
#ifndef ARCHGYM_HASH_HPP
#define ARCHGYM_HASH_HPP

#include "cpp.hpp"

#include <cstdint>
#include <string_view>

namespace archgym {

constexpr std::uint64_t fnv1a(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3u;
  return hash;
}

}  // namespace archgym

#endif
