// archgym-host run: an agent searches the design space of an environment.
#include <algorithm>
#include <cstdint>
#include <memory>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/run_session.hpp"
#include "cli/spaces.hpp"
#include "json/json.hpp"
#include "plugin/discovery.hpp"
#include "run/plan.hpp"

namespace archgym::host {
namespace {

struct RunOptions {
  EnvironmentOptions environment;
  ExecutionOptions execution;
  std::string agent;
  std::vector<std::string> hyperparameters, fixed, objectives, constraints;
  std::string budget;
  std::uint64_t seed = 0, window = 0;
  bool no_cache = false;
  std::string out;
  bool json = false;
};

// The configuration files, in order; a later one replaces whole members of an earlier one.
Result<RunConfig> read_configs(const std::vector<std::string>& texts) {
  boost::json::object merged;
  std::string where = "--config";
  for (const auto& text : texts) {
    if (is_setting(text)) continue;
    auto document = read_file(text);
    if (!document) return tl::unexpected(document.error());
    if (auto valid = run_config_from_json(*document, text); !valid) return valid;
    for (const auto& [key, value] : document->as_object()) merged[key] = value;
    where = text;
  }
  return run_config_from_json(merged, where);
}

Result<void> overlay(boost::json::object& target, const std::vector<std::string>& texts,
                     std::string_view option) {
  auto given = assignments(texts, option);
  if (!given) return tl::unexpected(given.error());
  for (const auto& [name, value] : *given) target[name] = value;
  return {};
}

Result<RunConfig> config_of(const RunOptions& options, const CLI::App& command) {
  auto config = read_configs(options.environment.config);
  if (!config) return config;
  auto given = [&command](const char* option) { return command.count(option) > 0; };
  if (given("--plugin")) config->plugin = options.environment.plugin;
  if (given("--workload") || given("--workload-file")) {
    config->workload = options.environment.workload;
    config->workload_file = options.environment.workload_file;
  }
  if (given("--space")) config->space = options.environment.space;
  if (given("--agent")) config->agent = options.agent;
  if (given("--objective")) config->objectives = options.objectives;
  if (given("--constraint")) config->constraints = options.constraints;
  if (given("--seed")) config->seed = options.seed;
  if (given("--window")) config->window = options.window;
  if (options.no_cache) config->cache = false;
  if (given("--out")) config->out = options.out;
  if (auto done = apply(options.execution, command, config->execution, config->limits,
                        config->keep_scratch);
      !done) {
    return tl::unexpected(done.error());
  }
  if (given("--budget")) {
    auto budget = parse_budget(options.budget);
    if (!budget) return tl::unexpected(budget.error());
    config->budget = *budget;
  }
  if (auto done = overlay(config->hyperparameters, options.hyperparameters, "--hyper"); !done) {
    return tl::unexpected(done.error());
  }
  if (auto done = overlay(config->fixed, options.fixed, "--set"); !done) {
    return tl::unexpected(done.error());
  }
  if (config->plugin.empty()) {
    return bad_input(
        "no environment: give --plugin NAME, for example --plugin "
        "libdramsys_env.so; 'archgym-host list' shows what is there");
  }
  return config;
}

// "<environment>-<agent>-seed<seed>.sqlite", or with -2, -3, ... when that exists.
std::filesystem::path free_path(const Plan& plan) {
  const std::string stem =
      plan.environment.name + "-" + plan.agent.name + "-seed" + std::to_string(plan.config.seed);
  std::error_code ignored;
  std::filesystem::path path = stem + ".sqlite";
  for (int number = 2; std::filesystem::exists(path, ignored); ++number) {
    path = stem + "-" + std::to_string(number) + ".sqlite";
  }
  return path;
}

Result<int> run(const RunOptions& options, const CLI::App& command) {
  auto config = config_of(options, command);
  if (!config) return tl::unexpected(config.error());
  const auto directories = plugin_directories();
  if (std::ranges::any_of(options.environment.config, is_setting)) {
    auto environment = find_plugin(config->plugin, PluginKind::environment, directories);
    if (!environment) return tl::unexpected(environment.error());
    std::vector<std::string> settings;
    std::ranges::copy_if(options.environment.config, std::back_inserter(settings), is_setting);
    auto plugin_config = with_settings(*environment, config->plugin_config, settings);
    if (!plugin_config) return tl::unexpected(plugin_config.error());
    config->plugin_config = std::move(*plugin_config);
  }
  const auto source = ask_environment(config->execution);
  auto plan = make_plan(std::move(*config), directories, source);
  if (!plan) return tl::unexpected(plan.error());
  if (plan->config.out.empty()) plan->config.out = free_path(*plan).string();
  return start_run(*plan, plan->config.out, options.json);
}

}  // namespace

void add_run_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<RunOptions>();
  auto* command = app.add_subcommand("run", "Search for the best design (the default command)");
  add_environment_options(*command, options->environment,
                          "A run configuration file, or a setting of the environment");
  command->add_option("--agent", options->agent, "Agent (default random_walker)")
      ->type_name("PLUGIN");
  command
      ->add_option("--hyper", options->hyperparameters, "A hyperparameter of the agent, repeatable")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command->add_option("--set", options->fixed, "Hold a parameter at a value, repeatable")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command
      ->add_option("--objective", options->objectives,
                   "minimize(EXPR), maximize(EXPR), a metric or a named objective; repeat for a "
                   "Pareto front")
      ->type_name("TEXT")
      ->allow_extra_args(false);
  command
      ->add_option("--constraint", options->constraints,
                   "A bound on metrics, such as 'average_power <= 900', repeatable")
      ->type_name("TEXT")
      ->allow_extra_args(false);
  command
      ->add_option("--budget", options->budget,
                   "Designs asked for (default 1000), or asked=N,simulated=N,seconds=S")
      ->type_name("LIMITS");
  add_seed_option(*command, options->seed, "Seed of everything random (default 1)");
  command
      ->add_option("--window,--batch", options->window,
                   "Most proposals under way at once (default 256)")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1048576}));
  add_execution_options(*command, options->execution);
  command->add_flag("--no-cache", options->no_cache, "Simulate designs again that are known");
  command->add_option("--out", options->out, "Run file to create (default: a free name here)")
      ->type_name("FILE");
  command->add_flag("--json", options->json, "Print the result as one JSON object");
  command->callback([options, command, &exit_code] {
    auto code = run(*options, *command);
    exit_code = code ? *code : report(code.error());
  });
}

}  // namespace archgym::host
