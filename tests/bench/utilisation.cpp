// How busy a search keeps sixteen workers, by the agent, when evaluations differ in length. The
// workers sleep, so they need no cores.
#include <archgym/random.hpp>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <thread>

#include "base/clock.hpp"
#include "bench.hpp"
#include "evaluate/pool.hpp"
#include "run/search.hpp"

namespace archgym::bench {
namespace {

using namespace archgym::host;

constexpr std::size_t k_workers = 16;
constexpr std::uint64_t k_evaluations = 1000;
constexpr double k_mean_seconds = 0.02;

// Lengths with mean 1.
struct Lengths {
  const char* name;
  double (*draw)(archgym::Random&);
};
constexpr Lengths k_lengths[] = {
    {"exponential", [](archgym::Random& random) { return -std::log(1 - random.uniform()); }},
    {"one in 16 is 16 times as long",
     [](archgym::Random& random) { return (random.below(16) == 0 ? 16 : 1) / 1.9375; }},
    {"log-normal, sigma 1",
     [](archgym::Random& random) { return std::exp(random.normal() - 0.5); }},
};

// Sleeps for a time that follows from the design.
class Sleeper final : public Evaluator {
 public:
  Sleeper(const Lengths& lengths, std::atomic<double>& total) : lengths_(lengths), total_(total) {}

  Result<void> evaluate(Batch& batch, std::span<const std::size_t> rows,
                        EvaluationObserver& observer) override {
    for (const std::size_t row : rows) {
      std::uint64_t design = 0;
      for (const ag_value& value : batch.point(row)) design = design * 31 + value.as.bits;
      archgym::Random random(1, "length", design);
      const double seconds = k_mean_seconds * lengths_.draw(random);
      std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
      total_ += seconds;
      batch.fail(row, EvaluationStatus::ok, "");
      for (double& metric : batch.metrics(row)) metric = random.uniform();
      if (auto settled = observer.settled(row); !settled) return settled;
    }
    return {};
  }

 private:
  const Lengths& lengths_;
  std::atomic<double>& total_;
};

double utilisation(const std::string& agent, std::uint64_t window, const Lengths& lengths) {
  RunConfig config;
  config.plugin = "cheap";
  config.agent = agent;
  config.window = window;
  config.budget.asked = k_evaluations;
  const Plan plan = make_plan(config, {ARCHGYM_TEST_PLUGINS, ARCHGYM_PLUGINS}).value();
  const HostServices services({});
  std::atomic<double> slept = 0;
  std::vector<std::unique_ptr<Evaluator>> workers;
  for (std::size_t k = 0; k < k_workers; ++k) {
    workers.push_back(std::make_unique<Sleeper>(lengths, slept));
  }
  EvaluationPool pool(std::move(workers));
  SearchSetup setup;
  setup.plan = &plan;
  setup.services = &services;
  setup.evaluations = &pool;
  const double started = monotonic_seconds();
  (void)Search::create(setup).value()->run().value();
  return slept / (k_workers * (monotonic_seconds() - started));
}

}  // namespace

void utilisation() {
  std::printf(
      "utilisation: percent of the time of %zu workers, %llu evaluations of %g ms on average\n",
      k_workers, static_cast<unsigned long long>(k_evaluations), 1e3 * k_mean_seconds);
  for (const Lengths& lengths : k_lengths) {
    std::printf("  %s\n  %-24s %10s %10s\n", lengths.name, "agent", "window 64", "window 256");
    for (const char* agent : {"random_walker", "grid", "genetic", "nsga2", "cma_es", "hyperband",
                              "reinforcement", "bayesian", "tpe"}) {
      std::printf("  %-24s %10.0f %10.0f\n", agent, 100 * utilisation(agent, 64, lengths),
                  100 * utilisation(agent, 256, lengths));
      std::fflush(stdout);
    }
  }
  std::printf("\n");
}

}  // namespace archgym::bench
