// archgym-host eval: evaluate one design point.
#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>

#include "base/known_file.hpp"
#include "cli/commands.hpp"
#include "cli/compare.hpp"
#include "cli/crash.hpp"
#include "cli/evaluation_session.hpp"
#include "cli/exit_codes.hpp"
#include "cli/log.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/spaces.hpp"
#include "cli/summary.hpp"
#include "json/detail.hpp"
#include "json/json.hpp"
#include "plugin/discovery.hpp"
#include "run/failure_log.hpp"
#include "run/plan.hpp"

namespace archgym::host {
namespace json = boost::json;
namespace {

struct EvalOptions {
  EnvironmentOptions environment;
  ExecutionOptions execution;
  std::string replay;
  std::vector<std::string> values;
  std::string design;
  std::string compare;
  std::uint64_t sample = 0;
  std::uint64_t seed = 1;
  bool json = false;
  std::vector<std::string> objectives, constraints;  // of the run, from a replay file
  std::optional<json::array> earlier;  // the steps before it in an episode, from a replay file
};

// The design: defaults, then the file, then --set.
Result<Point> design_of(const EvalOptions& options, json::object named, const Space& space) {
  if (!options.design.empty()) {
    auto document = read_file(options.design);
    if (!document) return tl::unexpected(document.error());
    if (!document->is_object()) {
      return bad_input(options.design + ": expected an object of parameter names and values");
    }
    named = document->as_object();
  }
  auto given = assignments(options.values, "--set");
  if (!given) return tl::unexpected(given.error());
  auto typed = typed_values(space, *given);
  if (!typed) return tl::unexpected(typed.error());
  for (const auto& [name, value] : *typed) named[name] = value;
  auto point = space.parse(named);
  if (!point && !options.design.empty()) return within(options.design, point.error());
  if (!point) return point;
  if (const Constraint* broken = space.broken(*point)) {
    return bad_input("this design breaks the constraint '" + broken->text + "': " + broken->reason);
  }
  return point;
}

std::string text_of(const Manifest& environment, Batch& batch) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < environment.metrics.size(); ++i) {
    rows.push_back(
        {environment.metrics[i].name, with_unit(batch.metrics(0)[i], environment.metrics[i].unit)});
  }
  return table(rows, 0);
}

// The steps before a design that is itself a step, as the values of a batch.
Result<std::vector<ag_value>> earlier_of(const EvalOptions& options, const Manifest& environment) {
  if (!environment.episodes) {
    return bad_input(options.replay + ": it has steps of an episode, but environment '" +
                     environment.name + "' has no episodes");
  }
  std::vector<ag_value> values;
  for (const json::value& design : *options.earlier) {
    auto point = environment.space->parse(design.as_object());
    if (!point) return within(options.replay, point.error());
    values.insert(values.end(), point->begin(), point->end());
  }
  return values;
}

// `count` random designs of the space, with what --set holds.
Result<std::vector<Point>> sample_of(const EvalOptions& options,
                                     std::shared_ptr<const Space> space) {
  auto held = assignments(options.values, "--set");
  if (!held) return tl::unexpected(held.error());
  auto part = fix_parameters(std::move(space), *held);
  if (!part) return tl::unexpected(part.error());
  std::vector<Point> designs(options.sample, Point((*part)->size()));
  for (std::uint64_t index = 0; index < options.sample; ++index) {
    if ((*part)->sample(options.seed, index, designs[index]) != AG_OK) {
      return failure("no design that meets the constraints was found");
    }
  }
  return designs;
}

Result<int> compare_backends(const EvalOptions& options, const Manifest& environment,
                             json::object named, EvaluationSetup setup,
                             const Execution& execution) {
  Comparison comparison;
  auto backends = parse_backends(options.compare);
  if (!backends) return tl::unexpected(backends.error());
  comparison.backends = std::move(*backends);
  if (options.sample > 0) {
    auto designs = sample_of(options, environment.space);
    if (!designs) return tl::unexpected(designs.error());
    comparison.designs = std::move(*designs);
  } else {
    auto point = design_of(options, std::move(named), *environment.space);
    if (!point) return tl::unexpected(point.error());
    comparison.designs.push_back(std::move(*point));
  }
  comparison.setup = std::move(setup);
  comparison.execution = execution;
  comparison.space = environment.space.get();
  comparison.json = options.json;
  return compare(comparison);
}

// Says when another program is going to run than the one that failed.
void compare_files(const EvalOptions& options, const json::object& sums) {
  for (const auto& [path, sum] : sums) {
    KnownFile file(std::string(path), std::string(sum.as_string()));
    if (file.state() == KnownFile::State::same) continue;
    log_warning(file.path().string() + " is not what it was when the evaluation of " +
                options.replay + " failed: the result may be another one");
  }
}

// The options that say the same as a replay file.
Result<void> apply_replay(EvalOptions& options, const CLI::App& command, json::object& config,
                          json::object& design) {
  for (const char* option : {"--plugin", "--config", "--workload", "--workload-file", "--space",
                             "--set", "--design", "--seed", "--compare"}) {
    if (command.count(option) == 0) continue;
    return bad_input(std::string(option) + " cannot be combined with --replay, which says it all");
  }
  auto replay = read_replay(options.replay);
  if (!replay) return tl::unexpected(replay.error());
  options.environment.plugin = replay->plugin;
  options.environment.workload = replay->workload;
  options.environment.workload_file = replay->workload_file;
  options.seed = replay->seed;
  config = std::move(replay->config);
  design = std::move(replay->parameters);
  options.objectives = std::move(replay->objectives);
  options.constraints = std::move(replay->constraints);
  compare_files(options, replay->sums);
  options.earlier = std::move(replay->earlier);
  return {};
}

// As a run would judge it: the run of the replay file, or one without options.
Result<void> judge(const EvalOptions& options, const Manifest& environment, Batch& batch) {
  auto objectives = parse_objectives(options.objectives, environment);
  // An environment need not have an objective of its own.
  if (!objectives && options.objectives.empty()) objectives = std::vector<Objective>();
  if (!objectives) return within(options.replay, objectives.error());
  auto constraints = parse_constraints(options.constraints, environment.metrics);
  if (!constraints) return within(options.replay, constraints.error());
  require_values({*objectives, *constraints, environment.metrics}, batch.metrics(0),
                 batch.outcome(0));
  return {};
}

Result<int> eval(EvalOptions options, const CLI::App& command) {
  explain_crashes();
  json::object config, named;
  if (!options.replay.empty()) {
    if (auto done = apply_replay(options, command, config, named); !done)
      return tl::unexpected(done.error());
  }
  if (options.environment.plugin.empty()) {
    return bad_input("no environment: give --plugin NAME; 'archgym-host list' shows what is there");
  }
  auto environment =
      find_plugin(options.environment.plugin, PluginKind::environment, plugin_directories());
  if (!environment) return tl::unexpected(environment.error());
  auto complete = plugin_config(*environment, options.environment.config, std::move(config));
  if (!complete) return tl::unexpected(complete.error());
  auto workload = resolve_workload(*environment, options.environment.workload,
                                   options.environment.workload_file);
  if (!workload) return tl::unexpected(workload.error());
  EvaluationSetup setup;
  Execution execution;
  if (auto done = apply(options.execution, command, execution, setup.limits, setup.keep_scratch);
      !done) {
    return tl::unexpected(done.error());
  }
  if (auto done = settle(*environment, *complete, *workload, ask_environment(execution)); !done) {
    return tl::unexpected(done.error());
  }
  auto part = space_named(*environment, options.environment.space);
  if (!part) return tl::unexpected(part.error());
  environment->space = std::move(*part);
  setup.manifest = &*environment;
  setup.config = std::move(*complete);
  setup.workload = *workload;
  setup.seed = evaluation_seed(options.seed);
  if (!options.compare.empty()) {
    return compare_backends(options, *environment, std::move(named), std::move(setup), execution);
  }
  auto point = design_of(options, std::move(named), *environment->space);
  if (!point) return tl::unexpected(point.error());
  auto session = EvaluationSession::start(std::move(setup), execution, "archgym-eval.scratch");
  if (!session) return tl::unexpected(session.error());

  Batch batch(environment->space->size(), environment->metrics.size());
  batch.resize(1);
  std::copy(point->begin(), point->end(), batch.point(0).begin());
  if (options.earlier) {
    auto earlier = earlier_of(options, *environment);
    if (!earlier) return tl::unexpected(earlier.error());
    batch.step(0) = EpisodeStep{0, std::move(*earlier)};
  }
  constexpr std::array<std::size_t, 1> rows{0};
  if (auto done = evaluate_all((*session)->evaluations(), batch, rows); !done) {
    return tl::unexpected(done.error());
  }
  if (auto judged = judge(options, *environment, batch); !judged) {
    return tl::unexpected(judged.error());
  }
  const Outcome& outcome = batch.outcome(0);
  const bool ok = outcome.status == EvaluationStatus::ok;

  if (options.json) {
    print_json(
        {{"environment", environment->name},
         {"workload", *workload},
         {"seed", options.seed},
         {"parameters", environment->space->to_json(*point)},
         {"status", to_text(outcome.status)},
         {"reason", outcome.reason.empty() ? json::value(nullptr) : json::value(outcome.reason)},
         {"info", detail_to_json(outcome.info)},
         {"metrics", metrics_to_json(*environment, batch.metrics(0))},
         {"wall_seconds", outcome.wall_seconds},
         {"cpu_seconds", outcome.cpu_seconds}});
  } else if (ok) {
    print(text_of(*environment, batch));
  }
  if (ok) return k_exit_ok;
  return failure("the evaluation ended as " + std::string(to_text(outcome.status)) + ": " +
                 outcome.reason);
}

}  // namespace

void add_eval_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<EvalOptions>();
  auto* command = app.add_subcommand("eval", "Evaluate one design");
  add_environment_options(*command, options->environment,
                          "Configuration of the environment: a JSON file, or a setting");
  command->add_option("--set", options->values, "A parameter of the design, repeatable")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command->add_option("--design", options->design, "A JSON file with parameter names and values")
      ->type_name("FILE");
  add_seed_option(*command, options->seed, "Seed (default 1)");
  command->add_option("--replay", options->replay, "Repeat a failed evaluation of a run")
      ->type_name("FILE");
  auto* compare = command
                      ->add_option("--compare", options->compare,
                                   "Evaluate on several backends and print the differences")
                      ->type_name("BACKEND,BACKEND");
  command
      ->add_option("--sample", options->sample, "Compare this many random designs instead of one")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1048576}))
      ->needs(compare)
      ->excludes(command->get_option("--design"));
  add_execution_options(*command, options->execution);
  command->add_flag("--json", options->json, "Print the result as one JSON object");
  command->callback([options, command, &exit_code] {
    auto code = eval(*options, *command);
    exit_code = code ? *code : report(code.error());
  });
}

}  // namespace archgym::host
