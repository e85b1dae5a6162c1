// archgym-host validate: which rules of the SDK a plugin keeps.
#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/validation_report.hpp"
#include "plugin/discovery.hpp"
#include "validate/validation.hpp"

namespace archgym::host {
namespace {

struct ValidateOptions {
  std::vector<std::string> plugins;
  std::string level = "standard";
  std::string replay, waivers, junit;
  ValidationOptions validation;
  bool json = false;
  bool rules = false;
};

Result<ValidationOptions> complete(const ValidateOptions& options) {
  ValidationOptions complete = options.validation;
  for (const std::string& id : complete.only) {
    if (auto rule = rule_named(id); !rule) return within("--only", rule.error());
  }
  complete.level = validation_level_from_text(options.level).value();
  if (!options.replay.empty()) {
    auto replay = parse_replay(options.replay);
    if (!replay) return tl::unexpected(replay.error());
    complete.replay = std::move(*replay);
  }
  if (!options.waivers.empty()) {
    auto waivers = Waivers::read(options.waivers);
    if (!waivers) return tl::unexpected(waivers.error());
    complete.waivers = std::move(*waivers);
  }
  return complete;
}

// All of them, before the first is tried.
Result<std::vector<std::filesystem::path>> manifests(const std::vector<std::string>& plugins) {
  std::vector<std::filesystem::path> found;
  const auto directories = plugin_directories();
  for (const std::string& plugin : plugins) {
    auto file = find_manifest(plugin, directories);
    if (!file) return tl::unexpected(file.error());
    found.push_back(std::move(*file));
  }
  return found;
}

Result<std::vector<PluginValidation>> validate_all(const std::vector<std::filesystem::path>& files,
                                                   const ValidationOptions& options, bool quiet) {
  std::vector<PluginValidation> all;
  for (const auto& file : files) {
    if (!quiet) print(validation_heading(file));
    const auto observe = [&](const RuleResult& result) {
      if (!quiet) print(result_as_text(result));
    };
    auto validated = validate_plugin(file, options, observe);
    if (!validated) return tl::unexpected(validated.error());
    if (!quiet) print(validation_summary(*validated));
    all.push_back(std::move(*validated));
  }
  return all;
}

Result<int> validate(const ValidateOptions& options) {
  if (options.rules) {
    print(rules_as_markdown());
    return k_exit_ok;
  }
  if (options.plugins.empty()) {
    return bad_input(
        "nothing to validate: give plugins by name or path; 'archgym-host list' shows what is "
        "there");
  }
  auto complete_options = complete(options);
  if (!complete_options) return tl::unexpected(complete_options.error());
  auto files = manifests(options.plugins);
  if (!files) return tl::unexpected(files.error());
  std::ofstream junit;
  if (!options.junit.empty()) {
    junit.open(options.junit);
    if (!junit) return bad_input(options.junit + ": cannot be written");
  }
  auto all = validate_all(*files, *complete_options, options.json);
  if (!all) return tl::unexpected(all.error());
  if (options.json) print_json(validations_as_json(*all));
  if (junit.is_open()) {
    junit << validations_as_junit(*all) << std::flush;
    if (!junit) return failure(options.junit + ": cannot be written");
  }
  for (const PluginValidation& validation : *all) {
    if (!validation.passed()) return k_exit_failure;
  }
  return k_exit_ok;
}

}  // namespace

void add_validate_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ValidateOptions>();
  auto* command =
      app.add_subcommand("validate", "Try plugins against the rules of the SDK, by name or path");
  command->add_option("plugins", options->plugins, "Environments, agents and models")
      ->type_name("PLUGIN");
  command
      ->add_option("--level", options->level,
                   "quick, standard (default) or thorough: which rules are tried")
      ->type_name("LEVEL")
      ->check(CLI::IsMember({"quick", "standard", "thorough"}));
  command->add_option("--only", options->validation.only, "Try these rules alone, of any level")
      ->type_name("RULE");
  command
      ->add_option("--replay", options->replay,
                   "Try one case of one rule again, as a failure names it")
      ->type_name("RULE:CASE");
  command
      ->add_option("--waivers", options->waivers,
                   "Rules that may be broken, and why (schema waivers)")
      ->type_name("FILE");
  command
      ->add_option("--time-limit", options->validation.time_limit_seconds,
                   "Seconds that the test of a rule has (default 60)")
      ->type_name("SECONDS")
      ->check(CLI::PositiveNumber);
  command->add_flag(
      "--in-process", options->validation.in_process,
      "Try everything in this process, for debuggers: a crash ends it, no time limit");
  command->add_option("--junit", options->junit, "Also write the results as JUnit XML")
      ->type_name("FILE");
  command->add_flag("--json", options->json, "Print one JSON object");
  command->add_flag("--rules", options->rules, "Print the rules as a page and try nothing");
  command->callback([options, &exit_code] {
    auto done = validate(*options);
    exit_code = done ? *done : report(done.error());
  });
}

}  // namespace archgym::host
