// archgym-host describe: everything that the manifest of a plugin says.
#include <memory>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/plugin_page.hpp"
#include "cli/spaces.hpp"
#include "plugin/discovery.hpp"
#include "run/plan.hpp"

namespace archgym::host {
namespace {

struct DescribeOptions {
  std::string plugin, agent, model, space, workload, workload_file;
  std::vector<std::string> config;
  std::string format = "text";
  bool json = false;
};

Result<Manifest> chosen_plugin(const DescribeOptions& options) {
  const auto directories = plugin_directories();
  if (!options.agent.empty()) return find_plugin(options.agent, PluginKind::agent, directories);
  if (!options.model.empty()) return find_plugin(options.model, PluginKind::model, directories);
  if (!options.plugin.empty()) {
    return find_plugin(options.plugin, PluginKind::environment, directories);
  }
  return bad_input(
      "nothing to describe: give --plugin, --agent or --model and a name; "
      "'archgym-host list' shows what is there");
}

Result<void> settle_for(const DescribeOptions& options, Manifest& manifest) {
  auto config = plugin_config(manifest, options.config);
  if (!config) return tl::unexpected(config.error());
  auto workload = resolve_workload(manifest, options.workload, options.workload_file);
  if (!workload) return tl::unexpected(workload.error());
  return settle(manifest, *config, *workload, ask_environment({}));
}

Result<void> describe(const DescribeOptions& options) {
  auto manifest = chosen_plugin(options);
  if (!manifest) return tl::unexpected(manifest.error());
  const bool asked =
      !options.config.empty() || !options.workload.empty() || !options.workload_file.empty();
  if (asked) {
    if (auto done = settle_for(options, *manifest); !done) return done;
  } else if (!manifest->space_depends_on.empty() && !options.space.empty()) {
    return bad_input("--space " + options.space + ": " + depends_text(*manifest));
  }
  auto space = space_named(*manifest, options.space);
  if (!space) return tl::unexpected(space.error());
  manifest->space = std::move(*space);
  if (options.json || options.format == "json")
    print_json(page_as_json(*manifest));
  else
    print(options.format == "markdown" ? page_as_markdown(*manifest) : page_as_text(*manifest));
  return {};
}

}  // namespace

void add_describe_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<DescribeOptions>();
  auto* command =
      app.add_subcommand("describe", "Show the parameters, metrics and workloads of a plugin");
  auto* what = command->add_option_group("what");
  what->add_option("--plugin", options->plugin, "An environment")->type_name("PLUGIN");
  what->add_option("--agent", options->agent, "An agent")->type_name("PLUGIN");
  what->add_option("--model", options->model, "A model")->type_name("PLUGIN");
  what->require_option(0, 1);
  command
      ->add_option("--config", options->config,
                   "A configuration file or a setting: the space may depend on it")
      ->type_name("FILE|NAME=VALUE")
      ->allow_extra_args(false);
  command
      ->add_option("--workload", options->workload,
                   "One of the environment's workloads: the space may depend on it")
      ->type_name("ID");
  command->add_option("--workload-file", options->workload_file, "A workload file of your own")
      ->type_name("FILE");
  command->add_option("--space", options->space, "A part of the space that the environment names")
      ->type_name("ID");
  command->add_option("--format", options->format, "text (default), json or markdown")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json", "markdown"}));
  command->add_flag("--json", options->json, "The same as --format json");
  command->callback([options, &exit_code] {
    auto done = describe(*options);
    exit_code = done ? k_exit_ok : report(done.error());
  });
}

}  // namespace archgym::host
