// The last words of a host that a plugin in its own process brings down.
#pragma once

#include <filesystem>

namespace archgym::host {

// From now on a crash (a segmentation fault, abort() and the like) of a plugin that runs in this
// process is told on stderr before the process ends by the signal: which plugin it was, and how it
// can be kept away from the host. `run_file` holds what is finished; "" where nothing is recorded.
// Leaves signals alone that somebody handles already, such as a sanitizer.
void explain_crashes(const std::filesystem::path& run_file = {});

}  // namespace archgym::host
