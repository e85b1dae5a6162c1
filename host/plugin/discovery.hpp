// Finding plugins: which directories are searched, in which order, and what a name means.
//
// Only manifests are read here; no code of a plugin runs.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

// The directories that are searched, first match wins:
//   1. each directory of ARCHGYM_PLUGIN_PATH (separated by ':'), unless the process is privileged
//   2. $XDG_DATA_HOME/archgym/plugins, or ~/.local/share/archgym/plugins
//   3. <directory of the executable>/../lib/archgym/plugins: the installation or the build tree
//   4. /usr/local/lib/archgym/plugins, /usr/lib/archgym/plugins
// Below a directory, manifests are <name>/<name>.archgym.json or <name>.archgym.json.
std::vector<std::filesystem::path> plugin_directories();

// The third of them, where the plugins lie that come with the host. A user who installs another one
// there vouches for it as the host does for its own.
std::filesystem::path host_plugin_directory();
bool comes_with_host(const Manifest& manifest);

// The manifests directly in `directory`, by name.
std::vector<std::filesystem::path> manifests_in(const std::filesystem::path& directory);

// A manifest found in a search directory; `manifest` holds the reason when it is not usable.
struct FoundPlugin {
  std::filesystem::path path;
  Result<Manifest> manifest;
};

// Every manifest of the directories, in order. Unreadable ones are listed with their reason.
std::vector<FoundPlugin> list_plugins(const std::vector<std::filesystem::path>& directories);

// The manifest file that `text` means:
//   a path (with a '/')   a library, a manifest file, or a directory with one manifest
//   a bare name           a plugin's name, id or library file name in the search directories, then
//                         a file in the current directory
// The error of a failed search lists where was looked and the nearest name.
Result<std::filesystem::path> find_manifest(std::string_view text,
                                            const std::vector<std::filesystem::path>& directories);

// The plugin that `text` means, read; one of another kind than `kind` is an error.
Result<Manifest> find_plugin(std::string_view text, PluginKind kind,
                             const std::vector<std::filesystem::path>& directories);

}  // namespace archgym::host
