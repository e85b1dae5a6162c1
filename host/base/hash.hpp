// SHA-256 (FIPS 180-4) of what a run depends on, so that a result names its origin.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace archgym::host {

// 64 lower-case hexadecimal digits.
Result<std::string> sha256(std::string_view bytes);
Result<std::string> sha256_file(const std::filesystem::path& file);

}  // namespace archgym::host
