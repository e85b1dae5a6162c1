// What must hold between the parameters of a memory, whichever file they come from.
#pragma once

#include <cstdint>
#include <string>

#include "device.hpp"

namespace dramsys {

// Bounds of the files' numbers.
inline constexpr std::uint32_t most_banks = 64;  // of a channel
inline constexpr std::uint32_t most_channels = 16;
inline constexpr std::int64_t most_cycles = 1 << 22;  // of one timing parameter

// Fill in the parameters that follow from others, then throw InputError, with `where` in front, if
// the memory cannot work.
void complete(Device& device, const std::string& where);

}  // namespace dramsys
