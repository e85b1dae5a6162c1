// What the debug information of a library says about a function, against what a descriptor says.
#pragma once

#include <filesystem>

#include "adapter/ffi/signature.hpp"

namespace archgym::host::ffi {

enum class Prototype { matches, unknown };

// The number of arguments, their types, how much memory pointers lead to, and the return type.
// `unknown`: the file has no debug information about the function. The error names the argument
// that differs.
Result<Prototype> check_prototype(const std::filesystem::path& library, const Signature& signature);

}  // namespace archgym::host::ffi
