// What the host costs per evaluation in process, without the store: a search over an environment
// and with an agent that cost nothing, against a bare loop that calls the same plugin.
#include <archgym/archgym.h>

#include <cstdio>
#include <vector>

#include "base/clock.hpp"
#include "bench.hpp"
#include "evaluate/in_process.hpp"
#include "plugin/discovery.hpp"
#include "plugin/library.hpp"
#include "run/search.hpp"

namespace archgym::bench {
namespace {

using namespace archgym::host;

constexpr std::uint64_t k_evaluations = 400'000;
constexpr int k_rounds = 5;

template <class Work>
double cpu_microseconds(Work&& work) {
  const Stopwatch stopwatch;
  work();
  return 1e6 * stopwatch.cpu_seconds() / static_cast<double>(k_evaluations);
}

// The bare loop: build each request, call the plugin once per point, read the result.
double bare_loop(const Manifest& manifest) {
  const auto* factory = static_cast<const ag_env_factory*>(
      load_factory(manifest, AG_ENV_ID, AG_SIZE_UP_TO(ag_env_factory, evaluate)).value());
  ag_env* env = nullptr;
  const ag_env_setup setup{sizeof setup, 0, "{}", ""};
  factory->create(nullptr, &setup, &env, nullptr);
  Point point = manifest.space->initial();
  std::vector<double> metrics(manifest.metrics.size());
  double sum = 0;
  const double cost = cpu_microseconds([&] {
    for (std::uint64_t n = 0; n < k_evaluations; ++n) {
      for (int k = 0; k < 3; ++k) point[k].as.i64 = static_cast<std::int64_t>(n >> (10 * k) & 1023);
      const ag_eval_request request{sizeof(ag_eval_request), 0, point.data(), point.size(), 1, ""};
      ag_eval_result result{sizeof(ag_eval_result), AG_OK,   metrics.data(),
                            metrics.size(),         nullptr, nullptr};
      const ag_eval_request* requests = &request;
      ag_eval_result* results = &result;
      factory->evaluate(env, nullptr, &requests, &results, 1, nullptr);
      sum += metrics[0];
    }
  });
  factory->destroy(env);
  if (sum < 0) std::puts("");  // the loop must not be optimised away
  return cost;
}

double search(const std::string& agent, bool cache, std::uint64_t max_batch) {
  RunConfig config;
  config.plugin = "cheap";
  config.agent = agent;
  config.cache = cache;
  config.budget.asked = k_evaluations;
  auto plan = make_plan(config, {ARCHGYM_TEST_PLUGINS, ARCHGYM_PLUGINS}).value();
  plan.environment.max_batch = max_batch;
  const HostServices services({});
  EvaluationSetup setup;
  setup.services = &services;
  setup.manifest = &plan.environment;
  SerialEvaluations evaluations(InProcessEvaluator::create(std::move(setup)).value());
  SearchSetup search_setup;
  search_setup.plan = &plan;
  search_setup.services = &services;
  search_setup.evaluations = &evaluations;
  auto search = Search::create(search_setup).value();
  return cpu_microseconds([&] { (void)search->run().value(); });
}

}  // namespace

void host_overhead() {
  const Manifest manifest =
      find_plugin("cheap", PluginKind::environment, {ARCHGYM_TEST_PLUGINS}).value();
  std::printf(
      "host overhead: CPU microseconds per evaluation, 12 parameters, %llu evaluations, "
      "best of %d rounds\n",
      static_cast<unsigned long long>(k_evaluations), k_rounds);
  // Interleaved rounds, so that a busy machine disturbs all alike.
  std::vector<Case> cases{
      {"bare loop over the plugin", [&] { return bare_loop(manifest); }},
      {"search, one point per call, no cache", [] { return search("counter", false, 1); }},
      {"search, one point per call, cache", [] { return search("counter", true, 1); }},
      {"search, 64 points per call, cache", [] { return search("counter", true, 64); }},
      {"the same with agent random_walker", [] { return search("random_walker", true, 64); }},
      {"the same with agent genetic", [] { return search("genetic", true, 64); }},
  };
  print_table(cases, k_rounds);
}

}  // namespace archgym::bench
