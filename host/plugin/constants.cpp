#include "plugin/constants.hpp"

#include "base/text.hpp"
#include "json/json.hpp"
#include "json/schemas.hpp"
#include "plugin/settings.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

Number number_of(const json::value& value) {
  if (value.is_int64()) return value.get_int64();
  if (value.is_uint64()) return value.get_uint64();
  return value.get_double();
}

// What stands at the keys "/layer/dimensions"; nullptr: nothing.
const json::value* value_at(const json::value& document, std::string_view keys) {
  const json::value* value = &document;
  for (const std::string_view key : split(keys.substr(1), '/')) {
    const json::object* object = value->if_object();
    value = object ? object->if_contains(key) : nullptr;
    if (!value) break;
  }
  return value;
}

Result<json::object> constants_in_file(const WorkloadFile& declared, const std::string& file) {
  if (declared.constants.empty() || !file.ends_with(".json")) return json::object();
  auto document = read_file(file);
  if (!document) return tl::unexpected(document.error());
  const json::value* found = value_at(*document, declared.constants);
  if (!found) return bad_input(file + ": there are no constants at " + declared.constants);
  if (auto valid = constants_schema().validate(*found, file + ": " + declared.constants); !valid) {
    return tl::unexpected(valid.error());
  }
  return found->as_object();
}

}  // namespace

Variable constant_variable(std::string name, const json::value& value) {
  if (value.is_string()) {
    return {std::move(name), ValueType::text, {}, std::string(value.get_string())};
  }
  if (value.is_bool()) {
    return {std::move(name), ValueType::boolean, {}, value.get_bool() ? 1 : 0};
  }
  if (value.is_number()) {
    return {std::move(name), ValueType::number, {}, number_of(value)};
  }
  return {std::move(name), ValueType::text, {}};
}

Result<json::object> workload_constants(const Manifest& manifest, const std::string& workload) {
  for (const Workload& each : manifest.workloads) {
    if (each.id == workload) return each.constants;
  }
  if (!manifest.workload_file || !workload.starts_with('/')) return json::object();
  return constants_in_file(*manifest.workload_file, workload);
}

Result<std::vector<Variable>> constants_of(const Manifest& manifest, const json::object& config,
                                           const std::string& workload) {
  auto variables = setting_variables(manifest.config_schema, config);
  if (manifest.kind != PluginKind::environment) return variables;
  std::vector<std::string> ids;
  for (const Workload& each : manifest.workloads) ids.push_back(each.id);
  variables.push_back({"workload", ValueType::text, std::move(ids), workload});
  auto constants = workload_constants(manifest, workload);
  if (!constants) return tl::unexpected(constants.error());
  // Those that the workloads of the manifest have and the user's file lacks: declared, without a
  // value.
  if (!manifest.workloads.empty()) {
    for (const auto& declared : manifest.workloads.front().constants) {
      constants->emplace(declared.key(), nullptr);
    }
  }
  for (const auto& [name, value] : *constants) {
    variables.push_back(constant_variable("workload." + std::string(name), value));
  }
  return variables;
}

}  // namespace archgym::host
