// The file that a descriptor means, wherever the user has it.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

struct FileKind {
  std::string noun;      // "program"
  std::string required;  // "an executable file"
  bool (*usable)(const std::filesystem::path& file);
  // A bare name, where files of this kind are looked for.
  Result<std::filesystem::path> (*search)(const std::string& name);
};

// An absolute path: the first that is set of the config (complete) at `declared.config`, the
// environment variable `declared.environment_variable` and the descriptor's own `declared.name`,
// which is a path relative to the manifest when it has a '/', and is searched for otherwise. The
// error says where was looked.
Result<std::filesystem::path> locate(const FileKind& kind, const Manifest& manifest,
                                     const boost::json::object& declared,
                                     const boost::json::object& config);

}  // namespace archgym::host
