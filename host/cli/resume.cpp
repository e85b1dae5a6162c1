// archgym-host resume: continue a run that was interrupted.
#include <algorithm>
#include <memory>

#include "cli/commands.hpp"
#include "cli/log.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/run_session.hpp"
#include "cli/spaces.hpp"
#include "plugin/discovery.hpp"
#include "run/identity.hpp"
#include "run/plan.hpp"

namespace archgym::host {
namespace json = boost::json;
namespace {

struct ResumeOptions {
  std::string file;
  std::string budget;
  ExecutionOptions execution;
  bool retry_failed = false;
  bool json = false;
};

tl::unexpected<Error> damaged(const RunFile& file, std::string_view key, const char* expected) {
  return failure(file.path().string() + ": the file is damaged: run." + std::string(key) +
                 ": expected " + expected);
}

bool is_text(const json::value* value) {
  return value && value->is_string();
}

bool are_texts(const json::value* value) {
  return value && value->is_object() && std::ranges::all_of(value->get_object(), [](const auto& m) {
           return m.value().is_string();
         });
}

Result<json::object> stored_object(const RunFile& file, std::string_view key) {
  auto value = file.get(key);
  if (!value) return tl::unexpected(value.error());
  if (*value && !(*value)->is_object()) return damaged(file, key, "an object");
  if (!*value) {
    return failure(file.path().string() + ": the run has no '" + std::string(key) +
                   "': it ended before it began; start it again");
  }
  return (*value)->as_object();
}

std::string text_member(const json::object& object, const char* key) {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

// What Identity describes of an environment or an agent.
Result<json::object> stored_plugin(const RunFile& file, std::string_view key) {
  auto plugin = stored_object(file, key);
  if (!plugin) return plugin;
  for (const char* name : {"id", "manifest", "manifest_sha256", "code_sha256"}) {
    if (is_text(plugin->if_contains(name))) continue;
    return damaged(file, key, ("a text '" + std::string(name) + "'").c_str());
  }
  const auto* const sums = plugin->if_contains("files_sha256");
  if (sums && !are_texts(sums)) return damaged(file, key, "texts in 'files_sha256'");
  return plugin;
}

// A run is a function of its plugins and its workload: with others it would not be the same run.
Result<Identity> same_identity(const RunFile& file, const Plan& plan) {
  json::object recorded;
  for (const char* key : {"environment", "agent", "workload_sha256", "workload_files_sha256"}) {
    auto value = file.get(key);
    if (!value) return tl::unexpected(value.error());
    if (*value) recorded[key] = std::move(**value);
  }
  const auto* const workload = recorded.if_contains("workload_sha256");
  if (workload && !is_text(workload)) return damaged(file, "workload_sha256", "a text");
  const auto* const files = recorded.if_contains("workload_files_sha256");
  if (files && !are_texts(files)) return damaged(file, "workload_files_sha256", "texts by file");
  auto identity = Identity::from(plan, recorded);
  if (!identity) return identity;
  if (const auto changed = identity->changed()) {
    return bad_input(file.path().string() + ": cannot be continued: " + *changed +
                     "; put back what it was, or start a new run");
  }
  return identity;
}

// The environment is asked again only now: what else has changed explains more than another space.
Result<void> check_same_space(const RunFile& file, const Plan& plan) {
  if (plan.environment.space_depends_on.empty()) return {};
  Manifest now = plan.environment;
  if (auto done =
          settle(now, plan.plugin_config, plan.workload, ask_environment(plan.config.execution));
      !done) {
    return done;
  }
  const json::object& then = file.environment().settled;
  if (now.settled == then) return {};
  return bad_input(file.path().string() + ": cannot be continued: the environment '" + now.name +
                   "' answers with another space than when the run began: " +
                   difference_of_spaces(then, now.settled));
}

// The plugins are looked for where they were, and otherwise by id.
std::string plugin_text(const json::object& stored) {
  std::error_code ignored;
  const std::string path = text_member(stored, "manifest");
  return std::filesystem::exists(path, ignored) ? path : text_member(stored, "id");
}

Result<int> resume(const ResumeOptions& options, const CLI::App& command) {
  auto file = RunFile::open(options.file, RunFile::Mode::append, log_warning);
  if (!file) return tl::unexpected(file.error());
  auto stored_config = stored_object(*file, "config");
  if (!stored_config) return tl::unexpected(stored_config.error());
  auto environment = stored_plugin(*file, "environment");
  if (!environment) return tl::unexpected(environment.error());
  auto agent = stored_plugin(*file, "agent");
  if (!agent) return tl::unexpected(agent.error());

  auto config = run_config_from_json(*stored_config, options.file);
  if (!config) return tl::unexpected(config.error());
  config->plugin = plugin_text(*environment);
  config->agent = plugin_text(*agent);
  if (!options.budget.empty()) {
    auto budget = parse_budget(options.budget);
    if (!budget) return tl::unexpected(budget.error());
    config->budget = *budget;
    (*stored_config)["budget"] = to_json(*budget);
  }
  if (auto done = apply(options.execution, command, config->execution, config->limits,
                        config->keep_scratch);
      !done) {
    return tl::unexpected(done.error());
  }
  const auto recorded = [&file](const Manifest&, const json::object&, const std::string&) {
    return Result<json::object>(file->environment().settled);
  };
  auto plan = make_plan(std::move(*config), plugin_directories(), recorded);
  if (!plan) return tl::unexpected(plan.error());
  auto identity = same_identity(*file, *plan);
  if (!identity) return tl::unexpected(identity.error());
  if (auto same = check_same_space(*file, *plan); !same) return tl::unexpected(same.error());
  if (!options.budget.empty()) {
    if (auto set = file->set("config", *stored_config); !set) return tl::unexpected(set.error());
  }
  return continue_run(*plan, *identity, std::move(*file), options.retry_failed, options.json);
}

}  // namespace

void add_resume_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ResumeOptions>();
  auto* command = app.add_subcommand("resume", "Continue an interrupted run, to the same result");
  command->add_option("file", options->file, "The run file")->required()->type_name("RUN");
  command->add_option("--budget", options->budget, "Another budget for the whole run")
      ->type_name("LIMITS");
  add_execution_options(*command, options->execution);
  command->add_flag("--retry-failed", options->retry_failed,
                    "Evaluate failed designs again first, and go on with a fresh agent");
  command->add_flag("--json", options->json, "Print the result as one JSON object");
  command->callback([options, command, &exit_code] {
    auto code = resume(*options, *command);
    exit_code = code ? *code : report(code.error());
  });
}

}  // namespace archgym::host
