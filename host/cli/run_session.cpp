#include "cli/run_session.hpp"

#include <limits>
#include <system_error>

#include "cli/crash.hpp"
#include "cli/evaluation_session.hpp"
#include "cli/exit_codes.hpp"
#include "cli/log.hpp"
#include "cli/output.hpp"
#include "cli/process_setup.hpp"
#include "cli/progress.hpp"
#include "cli/signals.hpp"
#include "cli/summary.hpp"
#include "run/baseline.hpp"
#include "run/retry_failures.hpp"
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

int exit_code_of(Ending ending, const Search& search) {
  if (ending == Ending::interrupted) return k_exit_stopped;
  const std::string nothing =
      ending == Ending::works_no_more ? std::string(to_text(ending)) : nothing_found(search);
  if (nothing.empty()) return k_exit_ok;
  log_warning(nothing);
  return k_exit_no_result;
}

std::string_view status_of(int exit_code) {
  if (exit_code == k_exit_stopped) return "stopped";
  return exit_code == k_exit_ok ? "finished" : "failed";
}

// What is to be known about the design that the search has to beat.
void report_baseline(const Plan& plan, const Baseline& baseline) {
  const Outcome& outcome = baseline.outcome;
  switch (outcome.status) {
    case EvaluationStatus::ok:
      break;
    case EvaluationStatus::infeasible:
      return log_warning("the default design is infeasible: " + outcome.reason);
    case EvaluationStatus::invalid:
      return log_warning("the default design breaks a constraint: " + outcome.reason);
    default:
      return log_warning("the default design cannot be evaluated: " + outcome.reason);
  }
  for (const MetricConstraint& constraint : plan.constraints) {
    if (constraint.violation(baseline.metrics) <= 0) continue;
    log_warning("the default design does not meet the constraint '" + constraint.text() + "'");
  }
}

Result<void> retry(const Plan& plan, EvaluationSession& evaluation, RunFile& file) {
  auto retried = retry_failures(plan, evaluation.evaluations(), file, &stop_on_signals());
  if (!retried) return tl::unexpected(retried.error());
  log_info(*retried == 0 ? "no evaluation failed"
                         : "evaluated " + std::to_string(*retried) +
                               " failed designs again; a fresh agent is told all results");
  return {};
}

// What is recorded of an error that ended the run, and said to the user.
Error ended_with(Error error, RunFile& file) {
  const bool can_go_on = error.fault == Fault::machine;
  (void)file.set("state", state(can_go_on ? "stopped" : "failed", error.message));
  if (can_go_on)
    error.message += "; continue with 'archgym-host resume " + file.path().string() + "'";
  return error;
}

Result<int> search(const Plan& plan, Identity& identity, EvaluationSession& evaluation,
                   const Baseline& baseline, RunFile& file, bool json) {
  explain_crashes(file.path(), plan.agent.adapter == Adapter::none ? plan.agent.name : "");
  ProgressLine line;
  FailureLog failures(plan, identity.sums(), evaluation.services(),
                      file.path().string() + ".failures");
  auto session =
      Search::create({&plan, &evaluation.services(), &evaluation.evaluations(), &baseline, &file,
                      &failures, &line, &stop_on_signals(), &identity});
  if (!session) return tl::unexpected(session.error());
  if (auto set = file.set("state", state("running", "")); !set) return tl::unexpected(set.error());
  const LastAct keep_what_was_evaluated([&file] { (void)file.commit(); });
  auto ending = (*session)->run();
  line.clear();
  if (!ending) return tl::unexpected(ended_with(ending.error(), file));
  const int code = exit_code_of(*ending, **session);
  if (auto set = file.set("state", state(status_of(code), to_text(*ending))); !set) {
    return tl::unexpected(set.error());
  }
  print_summary({**session, *ending, baseline, file.path(), failures.first_file()}, json);
  (void)flush_output();  // an agent may end the process when it is destroyed
  return code;
}

}  // namespace

Result<int> start_run(const Plan& plan, const std::filesystem::path& path, bool json) {
  explain_crashes();
  const std::size_t objectives = plan.objectives.size();
  if (auto possible = RunFile::check_new(path, plan.environment, objectives); !possible) {
    return tl::unexpected(possible.error());
  }
  auto identity = Identity::of(plan);
  if (!identity) return tl::unexpected(identity.error());
  auto evaluation = start_session(plan, path);
  if (!evaluation) return tl::unexpected(evaluation.error());
  auto baseline = measure_baseline(plan, (*evaluation)->evaluations());
  if (!baseline) return tl::unexpected(baseline.error());
  if (baseline->outcome.status == EvaluationStatus::cancelled) return k_exit_stopped;
  if (const auto changed = identity->changed()) {
    return failure(*changed + "; start the run again");
  }
  report_baseline(plan, *baseline);
  boost::json::object properties = describe_plan(plan, *identity);
  properties["baseline"] = to_json(*baseline);

  auto file = RunFile::create(path, plan.environment, objectives, properties, log_warning);
  if (!file) return tl::unexpected(file.error());
  log_info("recording in " + path.string());
  auto code = search(plan, *identity, **evaluation, *baseline, *file, json);
  const bool resumable = !code && code.error().fault == Fault::machine;
  if (!code && !resumable && file->count().value_or(1) == 0) {
    std::error_code ignored;  // nothing was evaluated: leave no empty run behind
    std::filesystem::remove(path, ignored);
  }
  return code;
}

Result<int> continue_run(const Plan& plan, Identity& identity, RunFile file, bool retry_failed,
                         bool json) {
  auto evaluation = start_session(plan, file.path());
  if (!evaluation) return tl::unexpected(evaluation.error());
  auto stored = file.get("baseline");
  if (!stored) return tl::unexpected(stored.error());
  auto baseline = baseline_from_json(plan, stored->value_or(nullptr));
  if (!baseline) return within(file.path().string(), baseline.error());
  if (retry_failed) {
    if (auto done = retry(plan, **evaluation, file); !done) return tl::unexpected(done.error());
  }
  return search(plan, identity, **evaluation, *baseline, file, json);
}

}  // namespace archgym::host
