// Loading a shared library of somebody else, with an error that a person can act on.
#pragma once

#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>
#include <filesystem>

#include "base/result.hpp"

namespace archgym::host {

// All symbols now, local to it; and it is never unloaded: thread-local destructors and unique
// symbols make unloading unsafe.
Result<boost::dll::shared_library> load_shared_library(const std::filesystem::path& file);

}  // namespace archgym::host
