// The version of this build of the host.
#pragma once

namespace archgym::host {

inline constexpr const char* k_version = ARCHGYM_VERSION;

}  // namespace archgym::host
