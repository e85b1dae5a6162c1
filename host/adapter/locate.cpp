#include "adapter/locate.hpp"

#include <cstdlib>

#include "json/member.hpp"

namespace archgym::host {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

Result<fs::path> usable(const FileKind& kind, const fs::path& file, const std::string& origin) {
  if (kind.usable(file)) return fs::absolute(file).lexically_normal();
  return bad_input(kind.noun + " '" + file.string() + "' (" + origin + ") is not there, or not " +
                   kind.required);
}

// How a user points to the file, for the message that it was not found.
std::string hint(const json::object& declared) {
  std::string text;
  if (const auto key = text_at(declared, "config"); !key.empty()) {
    text += "set the config '" + key + "' to its path";
  }
  if (const auto variable = text_at(declared, "environment_variable"); !variable.empty()) {
    text += (text.empty() ? "set " : ", or ") + ("the environment variable " + variable);
  }
  return text.empty() ? "" : "; install it, or " + text;
}

}  // namespace

Result<fs::path> locate(const FileKind& kind, const Manifest& manifest,
                        const json::object& declared, const json::object& config) {
  const std::string key = text_at(declared, "config");
  if (const std::string path = key.empty() ? "" : text_at(config, key); !path.empty()) {
    return usable(kind, path, "config '" + key + "'");
  }
  const std::string variable = text_at(declared, "environment_variable");
  if (const char* path = variable.empty() ? nullptr : std::getenv(variable.c_str());
      path && *path) {
    return usable(kind, path, "environment variable " + variable);
  }
  const std::string name = text_at(declared, "name");
  auto found = name.find('/') == std::string::npos
                   ? kind.search(name)
                   : usable(kind, manifest.path.parent_path() / name, "named by the manifest");
  if (!found) return bad_input(found.error().message + hint(declared));
  return found;
}

}  // namespace archgym::host
