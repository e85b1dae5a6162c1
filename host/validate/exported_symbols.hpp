// What a shared library offers to others.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace archgym::host::validation {

// The names that a 64-bit ELF file defines for the dynamic linker, as `nm -D --defined-only`
// prints them. Reads the file only.
Result<std::vector<std::string>> exported_symbols(const std::filesystem::path& library);

}  // namespace archgym::host::validation
