// Loading the shared library of a plugin and negotiating the ABI.
#pragma once

#include <archgym/archgym.h>

#include "base/result.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

// Load the manifest's library (all symbols now, local to it), check the entry point, the ABI
// version and that the embedded manifest is the installed one, and return the plugin's table.
//
// A library is never unloaded: thread-local destructors and unique symbols make unloading unsafe.
// The table is therefore valid until the process ends.
Result<const ag_plugin*> load_library(const Manifest&);

// The factory table of one kind, at least as long as `oldest_size`. The functions in it that a
// plugin must have are there; others may be NULL.
Result<const void*> load_factory(const Manifest&, const char* id, std::uint32_t oldest_size);

}  // namespace archgym::host
