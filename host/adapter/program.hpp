// The program that an adapter runs: where it is, and which version.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

struct Program {
  std::filesystem::path path;  // absolute
  std::string version;         // "" when the descriptor has no version command
};

// The file that the `program` member of a descriptor means: the first that is set of the config
// (complete), the environment variable and the descriptor's own name, which is a path relative to
// the manifest when it has a '/', and is looked for in PATH otherwise. The error says where was
// looked.
Result<std::filesystem::path> find_program(const Manifest& manifest,
                                           const boost::json::object& program,
                                           const boost::json::object& config);

// The same, with the version that the program prints, checked against the supported range.
Result<Program> identify_program(const Manifest& manifest, const boost::json::object& program,
                                 const boost::json::object& config);

// Dotted numbers compared one by one: "3.9" < "3.19" < "3.19.1".
bool version_less(std::string_view a, std::string_view b);

}  // namespace archgym::host
