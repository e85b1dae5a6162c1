// A 64-bit key of a canonical design: equal designs have equal keys, unequal ones almost always
// (among a million designs two share a key with a probability of about 3 in 10^8).
#pragma once

#include <archgym/values.hpp>
#include <cstdint>

namespace archgym::agents {

inline std::uint64_t design_key(Values canonical) {
  // One round of the output function of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) per value.
  std::uint64_t key = canonical.size();
  for (const ag_value& value : canonical) {
    key = (key ^ value.as.bits) + 0x9e3779b97f4a7c15u * (value.kind + 1);
    key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9u;
    key = (key ^ (key >> 27)) * 0x94d049bb133111ebu;
    key ^= key >> 31;
  }
  return key;
}

}  // namespace archgym::agents
