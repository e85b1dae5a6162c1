#include "run/config.hpp"

#include <array>

#include "base/number.hpp"
#include "base/suggest.hpp"
#include "base/text.hpp"
#include "json/schemas.hpp"

namespace archgym::host {
namespace json = boost::json;
namespace {

std::vector<std::string> texts(const json::value& array) {
  std::vector<std::string> result;
  for (const auto& item : array.as_array()) result.emplace_back(item.as_string());
  return result;
}

json::array to_array(const std::vector<std::string>& list) {
  return json::array(list.begin(), list.end());
}

Budget budget_from_json(const json::object& object) {
  Budget budget;
  if (const auto* asked = object.if_contains("asked"))
    budget.asked = asked->to_number<std::uint64_t>();
  if (const auto* simulated = object.if_contains("simulated")) {
    budget.simulated = simulated->to_number<std::uint64_t>();
  }
  if (const auto* seconds = object.if_contains("seconds"))
    budget.seconds = seconds->to_number<double>();
  return budget;
}

Result<void> set_limit(Budget& budget, std::string_view name, std::string_view value) {
  if (name == "seconds") {
    auto seconds = parse_real(value);
    if (!seconds) return tl::unexpected(seconds.error());
    if (*seconds <= 0) return bad_input("expected more than 0 seconds, not " + std::string(value));
    budget.seconds = *seconds;
    return {};
  }
  static const std::array<std::string, 3> known{"asked", "simulated", "seconds"};
  if (name != "asked" && name != "simulated") {
    return bad_input("unknown limit '" + std::string(name) + "'" + suggestion(name, known));
  }
  auto count = parse_unsigned(value);
  if (!count) return tl::unexpected(count.error());
  if (*count == 0) return bad_input("expected at least 1, not 0");
  (name == "asked" ? budget.asked : budget.simulated) = *count;
  return {};
}

// As a number read from text: the schema's bounds fit into a signed integer.
json::value count(std::uint64_t number) {
  return static_cast<std::int64_t>(number);
}

}  // namespace

Result<RunConfig> run_config_from_json(const json::value& document, std::string_view where) {
  if (auto valid = run_schema().validate(document, where); !valid) {
    return tl::unexpected(valid.error());
  }
  const json::object& object = document.as_object();
  RunConfig config;
  auto text = [&object](const char* key, std::string& target) {
    if (const auto* value = object.if_contains(key)) target = value->as_string();
  };
  auto nested = [&object](const char* key, json::object& target) {
    if (const auto* value = object.if_contains(key)) target = value->as_object();
  };
  auto list = [&object](const char* key, std::vector<std::string>& target) {
    if (const auto* value = object.if_contains(key)) target = texts(*value);
  };
  auto number = [&object](const char* key, std::uint64_t& target) {
    if (const auto* value = object.if_contains(key)) target = value->to_number<std::uint64_t>();
  };
  text("plugin", config.plugin);
  nested("plugin_config", config.plugin_config);
  text("workload", config.workload);
  text("workload_file", config.workload_file);
  text("space", config.space);
  text("agent", config.agent);
  nested("hyperparameters", config.hyperparameters);
  list("objectives", config.objectives);
  list("constraints", config.constraints);
  nested("fixed", config.fixed);
  if (const auto* budget = object.if_contains("budget")) {
    config.budget = budget_from_json(budget->as_object());
  }
  number("seed", config.seed);
  number("window", config.window);
  number("jobs", config.execution.jobs);
  if (const auto* isolation = object.if_contains("isolation")) {
    config.execution.isolation = *isolation_mode_from_text(isolation->as_string());
  }
  if (const auto* limits = object.if_contains("limits")) {
    config.limits = limits_from_json(limits->as_object());
  }
  if (const auto* keep = object.if_contains("keep_scratch")) config.keep_scratch = keep->as_bool();
  if (const auto* cache = object.if_contains("cache")) config.cache = cache->as_bool();
  text("out", config.out);
  return config;
}

json::object to_json(const Budget& budget) {
  json::object object;
  if (budget.asked) object["asked"] = count(*budget.asked);
  if (budget.simulated) object["simulated"] = count(*budget.simulated);
  if (budget.seconds) object["seconds"] = *budget.seconds;
  return object;
}

json::object to_json(const RunConfig& config) {
  json::object object;
  if (!config.plugin.empty()) object["plugin"] = config.plugin;
  object["plugin_config"] = config.plugin_config;
  if (!config.workload.empty()) object["workload"] = config.workload;
  if (!config.workload_file.empty()) object["workload_file"] = config.workload_file;
  if (!config.space.empty()) object["space"] = config.space;
  object["agent"] = config.agent;
  object["hyperparameters"] = config.hyperparameters;
  object["objectives"] = to_array(config.objectives);
  object["constraints"] = to_array(config.constraints);
  object["fixed"] = config.fixed;
  object["budget"] = to_json(config.budget);
  object["seed"] = count(config.seed);
  object["window"] = count(config.window);
  object["jobs"] = count(config.execution.jobs);
  object["isolation"] = to_text(config.execution.isolation);
  object["limits"] = to_json(config.limits);
  object["keep_scratch"] = config.keep_scratch;
  object["cache"] = config.cache;
  if (!config.out.empty()) object["out"] = config.out;
  return object;
}

Result<Budget> parse_budget(std::string_view text) {
  Budget budget;
  for (std::string_view part : split(text, ',')) {
    part = trim(part);
    const auto equals = part.find('=');
    const bool named = equals != std::string_view::npos;
    const std::string_view name = named ? trim(part.substr(0, equals)) : "asked";
    const std::string_view value = named ? trim(part.substr(equals + 1)) : part;
    if (auto set = set_limit(budget, name, value); !set) {
      return within("budget '" + std::string(text) + "'", set.error());
    }
  }
  return budget;
}

}  // namespace archgym::host
