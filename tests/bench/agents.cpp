// Every agent against random search on the DRAM environment, at the same cost.
#include "agents.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>

#include "base/clock.hpp"
#include "bench.hpp"
#include "evaluate/evaluations.hpp"
#include "evaluate/in_process.hpp"
#include "plugin/agent.hpp"
#include "plugin/discovery.hpp"
#include "run/incumbents.hpp"
#include "run/plan.hpp"
#include "run/problem.hpp"

namespace archgym::bench {
namespace {

using namespace archgym::host;

constexpr double k_simulations = 300;  // full ones; cheaper ones count as their fidelity
constexpr std::uint64_t k_seeds = 15;
constexpr std::uint64_t k_batch = 10;

struct Study {
  const char* space;  // "" : all of it
  const char* workload;
  const char* objective;
  const char* constraint;  // "" : none
};

// Refresh is held on: without it a memory loses its data.
constexpr Study k_studies[] = {
    {"", "sort-1k", "minimize(energy * total_time)", ""},
    {"", "mixed-1k", "minimize(energy * total_time)", ""},
    {"", "multiprogram-1k", "minimize(total_time)", ""},
    {"", "mixed-1k", "minimize(mean_latency)", "total_time <= 6200 ns"},
    {"enumerable", "sort-1k", "minimize(energy * total_time)", ""},
};

// One search. Returns the cost of the best design that meets the constraint; infinity: none.
class Run {
 public:
  Run(const Study& study, const std::string& agent, std::uint64_t seed) : services_({}) {
    RunConfig config;
    config.plugin = "dramsys";
    config.agent = agent;
    config.space = study.space;
    config.workload = study.workload;
    config.objectives = {study.objective};
    if (*study.constraint != '\0') config.constraints = {study.constraint};
    config.fixed = {{"RefreshPolicy", "AllBank"}};
    config.budget.asked = static_cast<std::uint64_t>(k_simulations);
    config.seed = seed;
    config.window = 1;  // parallelism 1
    plan_ = make_plan(config, {ARCHGYM_PLUGINS}).value();
    problem_ = std::make_unique<Problem>(plan_);
    EvaluationSetup setup;
    setup.services = &services_;
    setup.manifest = &plan_.environment;
    setup.config = plan_.plugin_config;
    setup.workload = plan_.workload;
    setup.seed = plan_.evaluation_seed;
    evaluations_ =
        std::make_unique<SerialEvaluations>(InProcessEvaluator::create(std::move(setup)).value());
  }

  double best() {
    Agent agent = Agent::create(services_, plan_.agent, problem_->table(), plan_.hyperparameters,
                                plan_.config.seed)
                      .value();
    Incumbents incumbents(plan_);
    Batch batch(plan_.space->size(), plan_.environment.metrics.size());
    batch.resize(k_batch);
    double spent = 0;
    for (std::uint64_t trial = 0; spent < k_simulations;) {
      const double left = k_simulations - spent;
      const std::size_t rows = ask(agent, batch, trial, left);
      if (rows == 0) break;
      for (std::size_t row = 0; row < rows; ++row) spent += plan_.space->fidelity(batch.point(row));
      evaluate(batch, rows);
      tell(agent, batch, trial, rows, incumbents);
      trial += rows;
    }
    const Incumbent* best = incumbents.best();
    if (!best || best->score.violation > 0) return HUGE_VAL;
    return best->score.cost;
  }

 private:
  std::size_t ask(Agent& agent, Batch& batch, std::uint64_t trial, double left) {
    const auto count = std::min<std::size_t>(k_batch, static_cast<std::size_t>(std::ceil(left)));
    std::vector<ag_proposal> proposals;
    std::vector<ag_proposal*> pointers;
    proposals.reserve(count);
    for (std::size_t row = 0; row < count; ++row) {
      const auto point = batch.point(row);
      proposals.push_back({sizeof(ag_proposal), 0, trial + row, point.data(), point.size()});
      pointers.push_back(&proposals.back());
    }
    const std::size_t filled = agent.ask(call_, pointers).value().filled;
    for (std::size_t row = 0; row < filled; ++row) plan_.space->canonicalise(batch.point(row));
    return filled;
  }

  void evaluate(Batch& batch, std::size_t rows) {
    std::vector<std::size_t> all(rows);
    for (std::size_t row = 0; row < rows; ++row) all[row] = row;
    must(evaluate_all(*evaluations_, batch, all));
  }

  void tell(Agent& agent, Batch& batch, std::uint64_t trial, std::size_t rows,
            Incumbents& incumbents) {
    const bool constrained = !plan_.constraints.empty();
    for (std::size_t row = 0; row < rows; ++row) {
      const auto point = batch.point(row);
      const auto metrics = batch.metrics(row);
      const bool ok = batch.outcome(row).status == EvaluationStatus::ok;
      const double fidelity = plan_.space->fidelity(point);
      const double value = ok ? plan_.objectives[0].value(metrics) : NAN;
      const double cost = plan_.objectives[0].cost_of(value);
      const double violation = ok && constrained ? plan_.constraints[0].violation(metrics) : NAN;
      if (ok && fidelity == 1) incumbents.consider(trial + row, point, metrics, {&value, 1});
      const ag_trial told{sizeof(ag_trial),
                          ok ? AG_OK : AG_INFEASIBLE,
                          trial + row,
                          point.data(),
                          point.size(),
                          &cost,
                          1,
                          &violation,
                          constrained,
                          fidelity};
      const ag_trial* pointer = &told;
      must(agent.tell(call_, {&pointer, 1}));
    }
  }

  HostServices services_;
  Plan plan_;
  std::unique_ptr<Problem> problem_;
  std::unique_ptr<SerialEvaluations> evaluations_;
  ag_ctx call_;
};

char letter_of(std::size_t study) {
  return static_cast<char>('A' + study);
}

// Over the seeds.
double median_best(const Study& study, const std::string& agent) {
  std::vector<double> best;
  for (std::uint64_t seed = 1; seed <= k_seeds; ++seed) {
    best.push_back(Run(study, agent, seed).best());
  }
  std::sort(best.begin(), best.end());
  return best[best.size() / 2];
}

}  // namespace

std::vector<std::string> shipped_agents() {
  std::vector<std::string> names;
  for (const FoundPlugin& found : list_plugins({ARCHGYM_PLUGINS})) {
    if (found.manifest && found.manifest->kind == PluginKind::agent) {
      names.push_back(found.manifest->name);
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

void agents_compared() {
  std::printf(
      "agents on the DRAM environment: median over %d seeds of the best cost after %.0f "
      "simulations\nin batches of %d, refresh held on, relative to random search (smaller is "
      "better)\n",
      static_cast<int>(k_seeds), k_simulations, static_cast<int>(k_batch));
  std::vector<double> random;
  for (const Study& study : k_studies) {
    random.push_back(median_best(study, "random_walker"));
    std::printf("  %c: %s%s%s, %s%s%s; random search: %.6g\n", letter_of(random.size() - 1),
                study.workload, *study.space != '\0' ? " in the space " : "", study.space,
                study.objective, *study.constraint != '\0' ? " with " : "", study.constraint,
                random.back());
  }
  std::printf("  %-22s", "agent");
  for (std::size_t k = 0; k < random.size(); ++k) std::printf(" %8c", letter_of(k));
  std::printf("  CPU seconds\n");
  for (const std::string& agent : shipped_agents()) {
    std::printf("  %-22s", agent.c_str());
    const Stopwatch stopwatch;
    for (std::size_t k = 0; k < random.size(); ++k) {
      std::printf(" %8.4f", median_best(k_studies[k], agent) / random[k]);
      std::fflush(stdout);
    }
    std::printf("  %11.1f\n", stopwatch.cpu_seconds());
  }
  std::printf("\n");
}

}  // namespace archgym::bench
