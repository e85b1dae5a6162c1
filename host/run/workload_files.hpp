// Files that a workload file names, so that a run covers what it depends on.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace archgym::host {

// The regular files among the texts at `place` of the JSON file `workload`; see names_files in
// schemas/manifest.schema.json. None when the file has another form, which the plugin then refuses.
std::vector<std::filesystem::path> files_named_by(const std::filesystem::path& workload,
                                                  std::string_view place);

}  // namespace archgym::host
