#include "adapter/persistent/persistent_program.hpp"

#include <utility>

#include "json/member.hpp"
#include "json/schemas.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

constexpr std::string_view k_resources = "${resources}";

// The text with the directory of the manifest in place of ${resources}.
Result<std::string> rendered(std::string text, const Manifest& manifest) {
  const std::string directory = manifest.path.parent_path().string();
  for (std::size_t at = 0; (at = text.find("${", at)) != std::string::npos;) {
    if (text.compare(at, k_resources.size(), k_resources) != 0) {
      return bad_input("unknown substitution '" + text.substr(at, text.find('}', at) - at + 1) +
                       "'; expected " + std::string(k_resources) +
                       ", the directory of the manifest");
    }
    text.replace(at, k_resources.size(), directory);
    at += directory.size();
  }
  return text;
}

}  // namespace

Result<PersistentProgram> persistent_program(const Manifest& manifest, const json::object& config) {
  const std::string where = manifest.path.string();
  const json::object& declared = manifest.descriptor;
  if (auto valid = persistent_schema().validate(declared, where + ": persistent"); !valid) {
    return tl::unexpected(valid.error());
  }
  PersistentProgram found;
  for (std::string& argument : texts_at(declared, "arguments")) {
    auto text = rendered(std::move(argument), manifest);
    if (!text) return within(where + ": persistent.arguments", text.error());
    found.arguments.push_back(std::move(*text));
  }
  for (const auto& [name, value] : object_at(declared, "environment")) {
    auto text = rendered(std::string(value.as_string()), manifest);
    if (!text) {
      return within(where + ": persistent.environment." + std::string(name), text.error());
    }
    found.variables.push_back(std::string(name) + "=" + *text);
  }
  auto program = identify_program(manifest, object_at(declared, "program"), config);
  if (!program) return within(where, program.error());
  found.program = std::move(*program);
  return found;
}

}  // namespace archgym::host
