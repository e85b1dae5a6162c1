#include "evaluate/make.hpp"

#include <algorithm>
#include <array>
#include <thread>
#include <utility>
#include <vector>

#include "evaluate/in_process.hpp"
#include "evaluate/isolated.hpp"
#include "evaluate/pool.hpp"
#include "evaluate/retry.hpp"
#include "plugin/discovery.hpp"

namespace archgym::host {
namespace {

constexpr std::array<std::string_view, 3> k_modes{"auto", "worker", "none"};

Result<std::unique_ptr<Evaluator>> in_process(const EvaluationSetup& setup,
                                              const Execution& execution) {
  const bool alone = jobs_of(execution) == 1;
  return InProcessEvaluator::create(setup,
                                    alone ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_THREAD_CPUTIME_ID);
}

}  // namespace

std::string_view to_text(IsolationMode mode) {
  return k_modes[static_cast<std::size_t>(mode)];
}

std::optional<IsolationMode> isolation_mode_from_text(std::string_view text) {
  const auto* const found = std::ranges::find(k_modes, text);
  if (found == k_modes.end()) return std::nullopt;
  return static_cast<IsolationMode>(found - k_modes.begin());
}

std::uint64_t jobs_of(const Execution& execution) {
  if (execution.jobs > 0) return execution.jobs;
  return std::max(1U, std::thread::hardware_concurrency());
}

Result<IsolationMode> resolved_isolation(const Manifest& manifest, const Execution& execution) {
  if (manifest.adapter != Adapter::none) {
    if (execution.isolation != IsolationMode::none) return IsolationMode::worker;
    return bad_input("environment '" + manifest.name +
                     "' has an adapter, and adapters never run within the host: use "
                     "--isolation worker");
  }
  const bool parallel = jobs_of(execution) > 1;
  const bool threads = manifest.concurrency == Concurrency::instances;
  switch (execution.isolation) {
    case IsolationMode::worker:
      return IsolationMode::worker;
    case IsolationMode::none:
      if (parallel && !threads) {
        return bad_input(
            "environment '" + manifest.name +
            "' cannot evaluate in parallel within one process: use --isolation worker, "
            "or -j 1");
      }
      return IsolationMode::none;
    case IsolationMode::automatic:
      break;
  }
  const bool inside =
      manifest.isolation.in_process && (threads || !parallel) && comes_with_host(manifest);
  return inside ? IsolationMode::none : IsolationMode::worker;
}

Result<std::unique_ptr<Evaluations>> make_evaluations(const EvaluationSetup& setup,
                                                      const Execution& execution) {
  auto mode = resolved_isolation(*setup.manifest, execution);
  if (!mode) return tl::unexpected(mode.error());
  const std::uint64_t jobs = jobs_of(execution);
  std::shared_ptr<Workers> workers;
  if (*mode == IsolationMode::worker) {
    workers = std::make_shared<Workers>(setup, execution.worker_executable);
    if (auto started = workers->start(); !started) return tl::unexpected(started.error());
  }
  Patience patience;
  patience.seconds = patience_seconds(setup.limits);
  const auto machine = std::make_shared<Machine>(setup, patience);
  std::vector<std::unique_ptr<Evaluator>> evaluators;
  for (std::uint64_t job = 0; job < jobs; ++job) {
    std::unique_ptr<Evaluator> evaluator;
    if (workers) {
      evaluator = std::make_unique<IsolatedEvaluator>(workers, job);
    } else {
      auto created = in_process(setup, execution);
      if (!created) return tl::unexpected(created.error());
      evaluator = std::move(*created);
    }
    evaluators.push_back(std::make_unique<RetryingEvaluator>(std::move(evaluator), machine));
  }
  if (jobs == 1) return std::make_unique<SerialEvaluations>(std::move(evaluators.front()));
  return std::make_unique<EvaluationPool>(std::move(evaluators));
}

}  // namespace archgym::host
