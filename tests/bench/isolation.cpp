// What isolation costs per evaluation, and what workers gain: wall time, because the work is done
// by several processes in turn.
#include <cstdio>
#include <numeric>
#include <span>
#include <stdexcept>
#include <vector>

#include "base/clock.hpp"
#include "bench.hpp"
#include "evaluate/make.hpp"
#include "evaluate/scratch.hpp"
#include "plugin/discovery.hpp"
#include "plugin/library.hpp"

namespace archgym::bench {
namespace {

using namespace archgym::host;

constexpr int k_rounds = 5;

// `count` evaluations of an environment's default design, `together` at a time.
class Evaluations {
 public:
  Evaluations(const char* plugin, const boost::json::object& config, Execution execution,
              Limits limits)
      : manifest_(find_plugin(plugin, PluginKind::environment, {ARCHGYM_TEST_PLUGINS}).value()),
        services_({}),
        scratch_(ScratchRoot::create().value()) {
    EvaluationSetup setup;
    setup.services = &services_;
    setup.manifest = &manifest_;
    setup.config = complete_config(manifest_, config).value();
    if (!manifest_.workloads.empty()) setup.workload = manifest_.workloads.front().id;
    setup.limits = limits;
    setup.scratch = &scratch_;
    setup.scratch_root = scratch_.path();
    execution.worker_executable = ARCHGYM_HOST;
    evaluations_ = make_evaluations(setup, execution).value();
  }

  double microseconds(std::size_t count, std::size_t together) {
    Batch batch(manifest_.space->size(), manifest_.metrics.size());
    batch.resize(together);
    std::vector<std::size_t> rows(together);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    const Point point = manifest_.space->initial();
    for (const std::size_t row : rows) {
      std::copy(point.begin(), point.end(), batch.point(row).begin());
    }
    // The first calls find out how many points fit into one.
    for (int k = 0; k < 20; ++k) evaluate(batch, rows);
    const Stopwatch stopwatch;
    for (std::size_t done = 0; done < count; done += together) {
      evaluate(batch, rows);
    }
    return 1e6 * stopwatch.wall_seconds() / static_cast<double>(count);
  }

 private:
  void evaluate(Batch& batch, std::span<const std::size_t> rows) {
    if (auto done = evaluate_all(*evaluations_, batch, rows); !done) {
      throw std::runtime_error(done.error().message);
    }
  }

  Manifest manifest_;
  HostServices services_;
  ScratchRoot scratch_;
  std::unique_ptr<host::Evaluations> evaluations_;
};

double bare_call() {
  const Manifest manifest =
      find_plugin("cheap", PluginKind::environment, {ARCHGYM_TEST_PLUGINS}).value();
  const auto* factory = static_cast<const ag_env_factory*>(
      load_factory(manifest, AG_ENV_ID, AG_SIZE_UP_TO(ag_env_factory, evaluate)).value());
  ag_env* env = nullptr;
  const ag_env_setup setup{sizeof setup, 0, "{}", ""};
  factory->create(nullptr, &setup, &env, nullptr);
  const Point point = manifest.space->initial();
  std::vector<double> metrics(manifest.metrics.size());
  constexpr int k_calls = 2'000'000;
  const Stopwatch stopwatch;
  for (int n = 0; n < k_calls; ++n) {
    const ag_eval_request request{sizeof(ag_eval_request), 0, point.data(), point.size(), 1, ""};
    ag_eval_result result{sizeof(ag_eval_result), AG_OK,   metrics.data(),
                          metrics.size(),         nullptr, nullptr};
    const ag_eval_request* requests = &request;
    ag_eval_result* results = &result;
    factory->evaluate(env, nullptr, &requests, &results, 1, nullptr);
  }
  const double cost = 1e6 * stopwatch.wall_seconds() / k_calls;
  factory->destroy(env);
  return cost;
}

double cheap(IsolationMode isolation, std::size_t count, std::size_t together, Limits limits = {}) {
  return Evaluations("cheap", {}, {isolation, 1, ""}, limits).microseconds(count, together);
}

// Milliseconds per evaluation that takes one millisecond of CPU time.
double busy(std::uint64_t jobs) {
  return Evaluations("toy", {{"mode", "busy"}}, {IsolationMode::worker, jobs, ""}, {})
             .microseconds(1024, 64) /
         1000;
}

}  // namespace

void isolation() {
  std::printf("isolation: wall microseconds per evaluation, 12 parameters, best of %d rounds\n",
              k_rounds);
  constexpr auto k_worker = IsolationMode::worker;
  Limits fork_each;
  fork_each.recycle_after = 1;
  print_table(
      {{"bare call of the plugin", bare_call},
       {"in process, 1 per call", [] { return cheap(IsolationMode::none, 200'000, 1); }},
       {"in process, 256 per call", [] { return cheap(IsolationMode::none, 512'000, 256); }},
       {"isolated, 1 per call", [] { return cheap(k_worker, 20'000, 1); }},
       {"isolated, 16 per call", [] { return cheap(k_worker, 160'000, 16); }},
       {"isolated, 256 per call", [] { return cheap(k_worker, 512'000, 256); }},
       {"isolated, a fork for each", [=] { return cheap(k_worker, 500, 1, fork_each); }}},
      k_rounds);
  std::printf("workers: wall milliseconds per evaluation of 1 ms, isolated\n");
  print_table({{"-j1", [] { return busy(1); }}, {"-j2", [] { return busy(2); }}}, 3);
}

}  // namespace archgym::bench
