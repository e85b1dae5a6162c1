// The last words of a host that a plugin in its own process brings down.
#pragma once

#include <filesystem>
#include <string>

namespace archgym::host {

// From now on a crash (a segmentation fault, abort() and the like) of this process is told on
// stderr before the process ends by the signal: which plugin ran, and how it can be kept away from
// the host. `run_file` holds what is finished; "" where nothing is recorded. `agent` runs in this
// process, and is named where the host itself crashes; "" when none does.
// Leaves signals alone that somebody handles already, such as a sanitizer.
void explain_crashes(const std::filesystem::path& run_file = {}, const std::string& agent = "");

}  // namespace archgym::host
