#include "cli/run_session.hpp"

#include <limits>
#include <system_error>

#include "cli/evaluation_session.hpp"
#include "cli/exit_codes.hpp"
#include "cli/log.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/signals.hpp"
#include "cli/summary.hpp"
#include "run/baseline.hpp"
#include "run/search.hpp"

namespace archgym::host {
namespace {

Result<std::unique_ptr<EvaluationSession>> start_session(const Plan& plan,
                                                         const std::filesystem::path& path) {
  EvaluationSetup setup;
  setup.manifest = &plan.environment;
  setup.config = plan.plugin_config;
  setup.workload = plan.workload;
  setup.seed = plan.evaluation_seed;
  setup.limits = plan.config.limits;
  setup.keep_scratch = plan.config.keep_scratch;
  return EvaluationSession::start(std::move(setup), plan.config.execution,
                                  path.string() + ".scratch");
}

boost::json::object state(std::string_view status, std::string_view reason) {
  return {{"status", status}, {"reason", reason}};
}

std::string_view status_of(Ending ending) {
  switch (ending) {
    case Ending::interrupted:
      return "stopped";
    case Ending::too_many_failures:
      return "failed";
    default:
      return "finished";
  }
}

int exit_code_of(Ending ending) {
  switch (ending) {
    case Ending::interrupted:
      return k_exit_stopped;
    case Ending::too_many_failures:
      return k_exit_too_many_failures;
    default:
      return k_exit_ok;
  }
}

bool has_failed(EvaluationStatus status) {
  return status != EvaluationStatus::ok && status != EvaluationStatus::infeasible &&
         status != EvaluationStatus::invalid;
}

Result<int> search(const Plan& plan, EvaluationSession& evaluation, const Baseline& baseline,
                   RunFile& file, bool json) {
  ProgressLine line;
  FailureLog failures(plan, evaluation.services(), file.path().string() + ".failures");
  auto session = Search::create({&plan, &evaluation.services(), &evaluation.evaluator(), &file,
                                 &failures, &line, &stop_on_signals()});
  if (!session) return tl::unexpected(session.error());
  if (auto set = file.set("state", state("running", "")); !set) return tl::unexpected(set.error());
  auto ending = (*session)->run();
  line.clear();
  if (!ending) {
    (void)file.set("state", state("failed", ending.error().message));
    return tl::unexpected(ending.error());
  }
  if (auto set = file.set("state", state(status_of(*ending), to_text(*ending))); !set) {
    return tl::unexpected(set.error());
  }
  print_summary({**session, *ending, baseline, file.path(), failures.first_file()}, json);
  return exit_code_of(*ending);
}

}  // namespace

Result<int> start_run(const Plan& plan, const std::filesystem::path& path, bool json) {
  const std::size_t objectives = plan.objectives.size();
  if (auto possible = RunFile::check_new(path, plan.environment, objectives); !possible) {
    return tl::unexpected(possible.error());
  }
  auto evaluation = start_session(plan, path);
  if (!evaluation) return tl::unexpected(evaluation.error());
  auto properties = describe_plan(plan);
  if (!properties) return tl::unexpected(properties.error());
  auto baseline = measure_baseline(plan, (*evaluation)->evaluator());
  if (!baseline) return tl::unexpected(baseline.error());
  if (baseline->outcome.status == EvaluationStatus::cancelled) return k_exit_stopped;
  if (has_failed(baseline->outcome.status)) {
    log_warning("the default design cannot be evaluated: " + baseline->outcome.reason);
  }
  (*properties)["baseline"] = to_json(*baseline);

  auto file = RunFile::create(path, plan.environment, objectives, *properties, log_warning);
  if (!file) return tl::unexpected(file.error());
  log_info("recording in " + path.string());
  auto code = search(plan, **evaluation, *baseline, *file, json);
  if (!code && file->count().value_or(1) == 0) {
    std::error_code ignored;  // nothing was evaluated: leave no empty run behind
    std::filesystem::remove(path, ignored);
  }
  return code;
}

Result<int> continue_run(const Plan& plan, RunFile file, bool json) {
  auto evaluation = start_session(plan, file.path());
  if (!evaluation) return tl::unexpected(evaluation.error());
  auto stored = file.get("baseline");
  if (!stored) return tl::unexpected(stored.error());
  auto baseline = baseline_from_json(plan, stored->value_or(nullptr));
  if (!baseline) return within(file.path().string(), baseline.error());
  return search(plan, **evaluation, *baseline, file, json);
}

}  // namespace archgym::host
