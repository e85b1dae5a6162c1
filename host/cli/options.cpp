#include "cli/options.hpp"

#include <limits>

#include "base/number.hpp"
#include "base/text.hpp"
#include "json/json.hpp"

namespace archgym::host {
namespace json = boost::json;
namespace {

Result<std::pair<std::string_view, std::string_view>> name_and_value(std::string_view text,
                                                                     std::string_view option) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return bad_input(std::string(option) + " '" + std::string(text) + "': expected name=value");
  }
  return std::pair{trim(text.substr(0, equals)), trim(text.substr(equals + 1))};
}

// The schema of a (possibly nested) property, or nullptr when the schema does not say.
const json::object* schema_of(const json::object& schema,
                              const std::vector<std::string_view>& path) {
  const json::object* current = &schema;
  for (const std::string_view name : path) {
    const auto* properties = current->if_contains("properties");
    if (!properties || !properties->is_object()) return nullptr;
    const auto* property = properties->as_object().if_contains(name);
    if (!property || !property->is_object()) return nullptr;
    current = &property->as_object();
  }
  return current;
}

json::value setting_value(const json::object* schema, std::string_view text) {
  const auto* type = schema ? schema->if_contains("type") : nullptr;
  if (type && type->is_string() && type->as_string() == "string") return json::string(text);
  auto parsed = parse(text, "value");
  return parsed ? *parsed : json::value(json::string(text));
}

}  // namespace

void add_environment_options(CLI::App& command, EnvironmentOptions& options,
                             const std::string& config_help) {
  command.add_option("--plugin", options.plugin, "Environment: a name, an id, a library or a path")
      ->type_name("PLUGIN");
  command.add_option("--config", options.config, config_help)
      ->type_name("FILE|NAME=VALUE")
      ->allow_extra_args(false);
  command.add_option("--workload", options.workload, "One of the environment's workloads")
      ->type_name("ID");
  command.add_option("--workload-file", options.workload_file, "A workload file of your own")
      ->type_name("FILE");
  command.add_option("--space", options.space, "A part of the space that the environment names")
      ->type_name("ID");
}

CLI::Option* add_seed_option(CLI::App& command, std::uint64_t& seed, const std::string& help) {
  const auto check = [](std::string& text) -> std::string {
    constexpr std::uint64_t k_largest = std::numeric_limits<std::int64_t>::max();
    const auto number = parse_unsigned(text);
    if (number && *number <= k_largest) return "";
    return in_quotes(text) + " is no seed; expected an integer from 0 to " +
           std::to_string(k_largest);
  };
  return command.add_option("--seed", seed, help)
      ->type_name("N")
      ->check(CLI::Validator(check, "", "seed"));
}

void add_execution_options(CLI::App& command, ExecutionOptions& options) {
  command
      .add_option("--isolation", options.isolation,
                  "Run the environment in a worker process, in the host (none), or as its manifest "
                  "says (auto, the default)")
      ->type_name("MODE")
      ->check(CLI::IsMember({"auto", "worker", "none"}));
  command.add_option("-j,--jobs", options.jobs, "Evaluations at once (default 1); 0: one per core")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{1024}));
  command
      .add_option(
          "--limit", options.limits,
          "timeout_seconds=S, cpu_seconds=S, memory_mebibytes=N, open_files=N, "
          "recycle_after=N, start_seconds=S or patience_seconds=S; several separated by commas")
      ->type_name("LIMITS")
      ->allow_extra_args(false);
  command.add_flag("--keep-scratch", options.keep_scratch,
                   "Keep the scratch directories of failed evaluations");
}

Result<void> apply(const ExecutionOptions& options, const CLI::App& command, Execution& execution,
                   Limits& limits, bool& keep_scratch) {
  if (command.count("--isolation") > 0) {
    execution.isolation = *isolation_mode_from_text(options.isolation);
  }
  if (command.count("--jobs") > 0) execution.jobs = options.jobs;
  for (const auto& text : options.limits) {
    auto given = parse_limits(text);
    if (!given) return within("--limit", given.error());
    limits = combined(*given, limits);
  }
  keep_scratch = keep_scratch || options.keep_scratch;
  return {};
}

Result<json::object> assignments(const std::vector<std::string>& texts, std::string_view option) {
  json::object object;
  for (const auto& text : texts) {
    auto pair = name_and_value(text, option);
    if (!pair) return tl::unexpected(pair.error());
    if (object.contains(pair->first)) {
      return bad_input(std::string(option) + ": '" + std::string(pair->first) + "' is given twice");
    }
    object[pair->first] = json::string(pair->second);
  }
  return object;
}

Result<json::object> with_settings(const Manifest& environment, json::object config,
                                   const std::vector<std::string>& settings) {
  for (const auto& text : settings) {
    auto pair = name_and_value(text, "--config");
    if (!pair) return tl::unexpected(pair.error());
    const auto path = split(pair->first, '.');
    json::object* target = &config;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
      json::value& inner = (*target)[path[i]];
      if (inner.is_null()) inner.emplace_object();
      if (!inner.is_object()) {
        return bad_input("--config '" + text + "': '" + std::string(path[i]) +
                         "' is not an object");
      }
      target = &inner.as_object();
    }
    (*target)[path.back()] =
        setting_value(schema_of(environment.config_schema, path), pair->second);
  }
  return config;
}

Result<json::object> plugin_config(const Manifest& environment,
                                   const std::vector<std::string>& texts, json::object config) {
  std::vector<std::string> settings;
  for (const auto& text : texts) {
    if (is_setting(text)) {
      settings.push_back(text);
      continue;
    }
    auto document = read_file(text);
    if (!document) return tl::unexpected(document.error());
    if (!document->is_object()) return bad_input(text + ": expected an object");
    config = document->as_object();
  }
  auto given = with_settings(environment, std::move(config), settings);
  if (!given) return given;
  return complete_config(environment, *given);
}

}  // namespace archgym::host
