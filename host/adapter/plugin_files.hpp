// What a plugin consists of, as far as the host can tell.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <vector>

#include "base/result.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

// The files besides the manifest and the code (see code_of()) that the results of a plugin depend
// on; absolute, in order, each once:
//   - of an adapter: templates, what is copied or linked, and arguments and variables that are
//   files
//   - what settings name, see files_of_settings()
//   - what the member `files` of the manifest names; the error says which of them is not there
//   - every file in the plugin's own folder and below, but for hidden ones, __pycache__, and what
//     `files` leaves out. The folder is its own when there is no other manifest in it, no more than
//     a thousand files, and no run is written there.
// Names may depend on the configuration, which is complete; what depends on the design is not
// followed. `run_file` is where the run is written; "": nowhere.
Result<std::vector<std::filesystem::path>> files_of(const Manifest& manifest,
                                                    const boost::json::object& config,
                                                    const std::filesystem::path& run_file);

}  // namespace archgym::host
