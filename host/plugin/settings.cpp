#include "plugin/settings.hpp"

#include <algorithm>

#include "plugin/constants.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

// The declarations of settings, or nullptr. The schema is the plugin's own: it may have any form.
const json::object* properties_of(const json::object& config_schema) {
  const json::value* properties = config_schema.if_contains("properties");
  return properties ? properties->if_object() : nullptr;
}

const json::object* property(const json::object& config_schema, std::string_view name) {
  const json::object* properties = properties_of(config_schema);
  const json::value* declared = properties ? properties->if_contains(name) : nullptr;
  return declared ? declared->if_object() : nullptr;
}

std::vector<std::string> enumerated_texts(const json::object* declared) {
  const json::value* values = declared ? declared->if_contains("enum") : nullptr;
  if (!values || !values->is_array()) return {};
  std::vector<std::string> texts;
  for (const json::value& value : values->get_array()) {
    if (!value.is_string()) return {};
    texts.emplace_back(value.get_string());
  }
  return texts;
}

Variable setting_variable(std::string name, const json::value& value,
                          const json::object* declared) {
  if (value.is_string()) {
    return {std::move(name), ValueType::text, enumerated_texts(declared),
            std::string(value.get_string())};
  }
  return constant_variable(std::move(name), value);
}

}  // namespace

std::vector<Variable> setting_variables(const json::object& config_schema,
                                        const json::object& config) {
  std::vector<Variable> variables;
  for (const auto& [name, value] : config) {
    variables.push_back(
        setting_variable("config." + std::string(name), value, property(config_schema, name)));
  }
  // Declared without a default, and not given.
  const json::object* properties = properties_of(config_schema);
  if (!properties) return variables;
  for (const auto& declared : *properties) {
    if (config.contains(declared.key())) continue;
    variables.push_back({"config." + std::string(declared.key()), ValueType::text, {}});
  }
  return variables;
}

std::vector<std::filesystem::path> files_of_settings(const json::object& config_schema,
                                                     const json::object& config) {
  std::vector<std::filesystem::path> files;
  for (const auto& [name, value] : config) {
    const json::object* declared = property(config_schema, name);
    const json::value* format = declared ? declared->if_contains("format") : nullptr;
    if (!value.is_string() || !format || *format != "input-file") continue;
    const std::filesystem::path path(std::string_view(value.get_string()));
    std::error_code ignored;
    if (!path.has_parent_path() || !std::filesystem::is_regular_file(path, ignored)) continue;
    files.push_back(std::filesystem::absolute(path).lexically_normal());
  }
  return files;
}

}  // namespace archgym::host
