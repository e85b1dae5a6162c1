// Versions of DRAMSys, as far as they differ in what they read.
#pragma once

#include <array>
#include <string_view>

namespace dramsys {

// The program prints "DRAMSys5.0" from v5.0 to v5.5, so the version is told by what it accepts.
enum class Version {
  v4_0,
  v5_0,
  v5_1,  // another model than v5.0: the same design gives other numbers
  v5_2,  // v5.2 and later
};

constexpr std::array<std::string_view, 4> version_names{"4.0", "5.0", "5.1", "5.2 or later"};

inline std::string_view name_of(Version version) {
  return version_names[static_cast<std::size_t>(version)];
}

}  // namespace dramsys
