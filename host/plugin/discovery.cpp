#include "plugin/discovery.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "json/json.hpp"

namespace archgym::host {
namespace fs = std::filesystem;
namespace {

// Of a name, in a message.
constexpr std::size_t k_longest_shown = 256;

constexpr std::string_view k_manifest_suffix = ".archgym.json";

std::string variable(const char* name) {
  // A privileged process must not load code that the caller's environment names.
  const char* text = secure_getenv(name);
  return text ? text : "";
}

fs::path user_directory() {
  if (std::string data = variable("XDG_DATA_HOME"); !data.empty()) {
    return fs::path(data) / "archgym/plugins";
  }
  std::string home = variable("HOME");
  return home.empty() ? fs::path() : fs::path(home) / ".local/share/archgym/plugins";
}

fs::path executable_directory() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).parent_path();
}

// By its name only: what cannot be read is found, too, and refused with the reason.
bool is_manifest(const fs::path& file) {
  return file.filename().string().ends_with(k_manifest_suffix);
}

// Of a directory that can be read, by name.
std::vector<fs::directory_entry> entries_of(const fs::path& directory) {
  std::vector<fs::directory_entry> entries;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    entries.push_back(*entry);
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

// Manifests in a search directory and in its immediate sub-directories.
std::vector<fs::path> manifests_below(const fs::path& directory) {
  std::vector<fs::path> found = manifests_in(directory);
  std::error_code ignored;
  for (const auto& entry : entries_of(directory)) {
    if (!entry.is_directory(ignored)) continue;
    for (auto& file : manifests_in(entry.path())) found.push_back(std::move(file));
  }
  return found;
}

std::string stem_of(const fs::path& manifest) {
  std::string name = manifest.filename().string();
  return name.substr(0, name.size() - k_manifest_suffix.size());
}

// The names that a user may type for a manifest: its name, id and library. Reads the text only, so
// that one broken manifest does not hide the others.
struct Names {
  std::vector<std::string> names;
  std::string problem;  // why the text cannot be read; then there is only the name
};

Names names_of(const fs::path& manifest) {
  Names found{{stem_of(manifest)}, ""};
  auto json = manifest_text(manifest).and_then(
      [&](const std::string& text) { return parse(text, manifest.string()); });
  if (!json) found.problem = json.error().message;
  if (!json || !json->is_object()) return found;
  for (const char* key : {"id", "library"}) {
    if (const auto* value = json->as_object().if_contains(key); value && value->is_string()) {
      found.names.emplace_back(value->as_string());
    }
  }
  return found;
}

std::string_view kind_name(PluginKind kind) {
  switch (kind) {
    case PluginKind::environment:
      return "an environment";
    case PluginKind::agent:
      return "an agent";
    case PluginKind::model:
      return "a model";
  }
  return "?";
}

Result<Manifest> read_kind(const fs::path& file, PluginKind kind) {
  auto manifest = read_manifest(file);
  if (manifest && manifest->kind != kind) {
    return bad_input(file.string() + ": '" + manifest->name + "' is " +
                     std::string(kind_name(manifest->kind)) + ", but " +
                     std::string(kind_name(kind)) + " is needed here");
  }
  return manifest;
}

Result<fs::path> manifest_of_directory(const fs::path& directory) {
  auto manifests = manifests_in(directory);
  if (manifests.size() == 1) return manifests.front();
  return bad_input(directory.string() + ": expected one manifest (<name>.archgym.json) in this " +
                   "directory, found " + std::to_string(manifests.size()));
}

Result<fs::path> manifest_of_library(const fs::path& library) {
  const std::string file = library.filename().string();
  const auto manifests = manifests_in(library.parent_path());
  for (const auto& manifest : manifests) {
    const auto names = names_of(manifest).names;
    if (std::find(names.begin(), names.end(), file) != names.end()) return manifest;
  }
  std::string message = library.string() + ": no manifest beside this library; expected a " +
                        "<name>.archgym.json in " + library.parent_path().string() +
                        " whose \"library\" is \"" + file + "\"";
  if (!manifests.empty()) message += " (found " + manifests.front().filename().string() + ")";
  return bad_input(std::move(message));
}

Result<fs::path> manifest_at(const fs::path& given) {
  std::error_code error;
  const fs::path path = fs::weakly_canonical(fs::absolute(given, error), error);
  if (!fs::exists(path, error)) {
    return bad_input(given.string() + ": no such file or directory (looked for " + path.string() +
                     ")");
  }
  if (is_manifest(path)) return path;
  if (fs::is_directory(path, error)) return manifest_of_directory(path);
  return manifest_of_library(path);
}

}  // namespace

std::vector<fs::path> manifests_in(const fs::path& directory) {
  std::vector<fs::path> found;
  for (const auto& entry : entries_of(directory)) {
    if (is_manifest(entry.path())) found.push_back(entry.path());
  }
  return found;
}

fs::path host_plugin_directory() {
  const fs::path directory = executable_directory();
  return directory.empty() ? fs::path() : directory.parent_path() / "lib/archgym/plugins";
}

bool comes_with_host(const Manifest& manifest) {
  std::error_code ignored;
  const fs::path inside =
      fs::weakly_canonical(manifest.path, ignored)
          .lexically_relative(fs::weakly_canonical(host_plugin_directory(), ignored));
  return !inside.empty() && *inside.begin() != "..";
}

std::vector<fs::path> plugin_directories() {
  std::vector<fs::path> directories;
  auto add = [&directories](const fs::path& directory) {
    if (directory.empty()) return;
    std::error_code ignored;
    fs::path clean = fs::weakly_canonical(directory, ignored);
    if (std::find(directories.begin(), directories.end(), clean) == directories.end()) {
      directories.push_back(std::move(clean));
    }
  };
  const std::string path = variable("ARCHGYM_PLUGIN_PATH");
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    add(path.substr(begin, end - begin));
    begin = end + 1;
  }
  add(user_directory());
  add(host_plugin_directory());
  add("/usr/local/lib/archgym/plugins");
  add("/usr/lib/archgym/plugins");
  return directories;
}

std::vector<FoundPlugin> list_plugins(const std::vector<fs::path>& directories) {
  std::vector<FoundPlugin> plugins;
  for (const auto& directory : directories) {
    for (const auto& file : manifests_below(directory)) {
      plugins.push_back({file, read_manifest(file)});
    }
  }
  return plugins;
}

Result<fs::path> find_manifest(std::string_view text, const std::vector<fs::path>& directories) {
  if (text.empty()) return bad_input("the name of a plugin is empty");
  if (text.find('/') != std::string_view::npos) return manifest_at(text);

  std::vector<std::string> known;
  std::string unreadable;
  for (const auto& directory : directories) {
    const std::vector<fs::path> manifests = manifests_below(directory);
    // Files are named after their plugins: to read them all takes longer than the rest of a start.
    const auto named = std::find_if(manifests.begin(), manifests.end(),
                                    [text](const fs::path& file) { return stem_of(file) == text; });
    if (named != manifests.end()) return *named;
    for (const auto& file : manifests) {
      Names found = names_of(file);
      for (auto& name : found.names) {
        if (name == text) return file;
        known.push_back(std::move(name));
      }
      if (!found.problem.empty()) unreadable += "\n  " + found.problem;
    }
  }
  std::error_code ignored;
  if (fs::exists(text, ignored)) return manifest_at(text);

  std::string message = "no plugin '" + shortened(text, k_longest_shown) + "'";
  if (std::string near = nearest(text, known); !near.empty()) {
    message += " (did you mean '" + near + "'?)";
  }
  message += "; looked in";
  for (const auto& directory : directories) message += "\n  " + directory.string();
  message += "\n  the current directory";
  if (!unreadable.empty()) message += "\nnot readable:" + unreadable;
  message += "\n'archgym-host list' shows what is there";
  return bad_input(std::move(message));
}

Result<Manifest> find_plugin(std::string_view text, PluginKind kind,
                             const std::vector<fs::path>& directories) {
  auto file = find_manifest(text, directories);
  if (!file) return tl::unexpected(file.error());
  return read_kind(*file, kind);
}

}  // namespace archgym::host
