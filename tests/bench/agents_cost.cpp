// What agents cost: CPU time of ask and tell per design, and memory, by the length of the history.
#include <malloc.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "agents.hpp"
#include "base/clock.hpp"
#include "bench.hpp"
#include "plugin/agent.hpp"
#include "run/plan.hpp"
#include "run/problem.hpp"

namespace archgym::bench {
namespace {

using namespace archgym::host;

constexpr std::uint64_t k_batch = 8;
constexpr std::uint64_t k_measured = 128;  // designs after the history
constexpr int k_rounds = 3;                // the fastest counts

std::size_t heap_bytes() {
  return mallinfo2().uordblks;
}

// A cost that every parameter has a part in, so that agents find something to learn.
double cost_of(const Space& space, std::span<const ag_value> point) {
  std::vector<double> unit(space.size());
  space.encode(point, unit);
  double sum = 0;
  for (std::size_t p = 0; p < unit.size(); ++p) {
    if (!std::isnan(unit[p])) sum += static_cast<double>(p + 1) * std::pow(unit[p] - 0.3, 2);
  }
  return sum;
}

struct Subject {
  std::string name;
  std::string agent;
  boost::json::object hyperparameters;
};

// Every agent as it comes, and what proposes single designs by default in batches, too.
std::vector<Subject> subjects() {
  std::vector<Subject> all;
  for (const std::string& agent : shipped_agents()) {
    all.push_back({agent, agent, {}});
    if (agent != "bayesian") continue;
    all.push_back({"bayesian, batch_size 8", agent, {{"batch_size", k_batch}}});
  }
  return all;
}

struct Cost {
  double microseconds = 0;  // per design
  double bytes = 0;
};

// Drives one agent through the C ABI; the history is that of another agent.
class Driver {
 public:
  explicit Driver(const Subject& subject) : services_({}) {
    RunConfig config;
    config.plugin = "dramsys";
    config.agent = subject.agent;
    config.hyperparameters = subject.hyperparameters;
    plan_ = make_plan(config, {ARCHGYM_PLUGINS}).value();
    problem_ = std::make_unique<Problem>(plan_);
  }

  Cost measure(std::uint64_t history) {
    const std::size_t before = heap_bytes();
    Agent agent =
        Agent::create(services_, plan_.agent, problem_->table(), plan_.hyperparameters, 1).value();
    Point point(plan_.space->size());
    for (std::uint64_t trial = 0; trial < history; ++trial) {
      plan_.space->sample(2, trial, point);
      tell(agent, trial + 1'000'000, point);
    }
    // The first answer may have to digest the whole history, once.
    converse(agent, 0);
    const Stopwatch stopwatch;
    std::uint64_t designs = 0;
    while (designs < k_measured) {
      const std::uint64_t more = converse(agent, k_batch + designs);
      if (more == 0) break;
      designs += more;
    }
    Cost cost;
    cost.microseconds = 1e6 * stopwatch.cpu_seconds() / static_cast<double>(designs);
    cost.bytes = static_cast<double>(heap_bytes() - before);
    return cost;
  }

 private:
  std::uint64_t converse(Agent& agent, std::uint64_t first_trial) {
    std::vector<Point> points(k_batch, Point(plan_.space->size()));
    std::vector<ag_proposal> proposals;
    std::vector<ag_proposal*> pointers;
    proposals.reserve(k_batch);
    for (Point& point : points) {
      proposals.push_back(
          {sizeof(ag_proposal), 0, first_trial + proposals.size(), point.data(), point.size()});
      pointers.push_back(&proposals.back());
    }
    const std::size_t filled = agent.ask(call_, pointers).value().filled;
    for (std::size_t k = 0; k < filled; ++k) {
      plan_.space->canonicalise(points[k]);
      tell(agent, proposals[k].trial_id, points[k]);
    }
    return filled;
  }

  void tell(Agent& agent, std::uint64_t id, const Point& point) {
    const double cost = cost_of(*plan_.space, point);
    const ag_trial trial{sizeof(ag_trial),
                         AG_OK,
                         id,
                         point.data(),
                         point.size(),
                         &cost,
                         1,
                         nullptr,
                         0,
                         plan_.space->fidelity(point)};
    const ag_trial* pointer = &trial;
    must(agent.tell(call_, {&pointer, 1}));
  }

  HostServices services_;
  Plan plan_;
  std::unique_ptr<Problem> problem_;
  ag_ctx call_;
};

}  // namespace

void agents_cost() {
  const std::vector<std::uint64_t> histories{100, 1000, 10000};
  std::printf(
      "agents: CPU microseconds of ask and tell per design in batches of at most %llu, after a "
      "history\n"
      "of so many designs (best of %d rounds), and memory with the longest; space of dramsys\n  "
      "%-22s",
      static_cast<unsigned long long>(k_batch), k_rounds, "agent");
  for (const std::uint64_t history : histories) {
    std::printf(" %11llu", static_cast<unsigned long long>(history));
  }
  std::printf("  bytes per design\n");
  for (const Subject& subject : subjects()) {
    Driver driver(subject);
    std::printf("  %-22s", subject.name.c_str());
    Cost cost;
    for (const std::uint64_t history : histories) {
      cost = driver.measure(history);
      for (int round = 1; round < k_rounds; ++round) {
        cost.microseconds = std::min(cost.microseconds, driver.measure(history).microseconds);
      }
      std::printf(" %11.2f", cost.microseconds);
      std::fflush(stdout);
    }
    std::printf("  %16.0f\n", cost.bytes / static_cast<double>(histories.back()));
  }
  std::printf("\n");
}

}  // namespace archgym::bench
