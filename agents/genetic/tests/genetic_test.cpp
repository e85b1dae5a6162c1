#include <algorithm>
#include <archgym/random.hpp>
#include <catch2/catch.hpp>

#include "support/agent_tasks.hpp"

using namespace archgym::host;
using namespace archgym::host::test;
using archgym::Random;

namespace {

const AgentLibrary& library() {
  static const AgentLibrary loaded(ARCHGYM_AGENT_LIBRARY);
  return loaded;
}

std::string key_of(const Point& point) {
  return {reinterpret_cast<const char*>(point.data()), point.size() * sizeof(ag_value)};
}

std::vector<Told> genetic_results(const Task& task, std::uint64_t seed, std::uint64_t budget) {
  return run_agent(library(), task, seed, budget);
}

void beats_random(const Task& task, const boost::json::object& hyperparameters = {}) {
  const Comparison comparison = compare_with_random(library(), task, 600, hyperparameters);
  CAPTURE(comparison.agent_median, comparison.best_random);
  CHECK(comparison.won());
}

}  // namespace

TEST_CASE("genetic: beats random search") {
  SECTION("a smooth problem") {
    beats_random(sphere());
  }
  SECTION("a deceptive problem") {
    beats_random(trap());
  }
  SECTION("a constrained problem") {
    beats_random(knapsack());
  }
  SECTION("two objectives") {
    beats_random(zdt1());
  }
  SECTION("two-point crossover") {
    beats_random(sphere(), {{"crossover", "two_point"}});
  }
  SECTION("without elites") {
    beats_random(sphere(), {{"elite_count", 0}});
  }
}

TEST_CASE("genetic: the codings beat random search") {
  for (const char* encoding : {"integer", "gray"}) {
    CAPTURE(encoding);
    const double probability = std::string(encoding) == "gray" ? 0.02 : 0.1;
    beats_random(sphere(), {{"encoding", encoding}, {"mutation_probability", probability}});
    beats_random(trap(), {{"encoding", encoding}, {"mutation_probability", probability}});
  }
}

// Its genetic algorithm: tournaments of three, bits cut at two points for every child, no elites.
TEST_CASE("genetic: takes the settings of ArchGym") {
  const Task task = sphere();
  for (const std::size_t population : {2, 4, 8, 16, 32, 64}) {
    for (const double probability : {0.01, 0.05, 0.001}) {
      CAPTURE(population, probability);
      const boost::json::object settings = {{"encoding", "gray"},
                                            {"population_size", population},
                                            {"tournament_size", 3},
                                            {"crossover", "two_point"},
                                            {"crossover_probability", 1},
                                            {"mutation_probability", probability},
                                            {"elite_count", 0}};
      const auto results = run_agent(library(), task, 1, 8 * population, settings);
      CHECK(results.size() == 8 * population);
    }
  }
}

TEST_CASE("genetic: finds the optimum of a smooth problem") {
  CHECK(quality(genetic_results(sphere(), 1, 4000)) <= 3);
}

TEST_CASE("genetic: waits for the results of a generation") {
  const Task task = sphere();
  AgentSession session(library(), task.problem, 1, {{"population_size", 10}, {"elite_count", 2}});
  const auto tell = [&](const Proposed& one) {
    session.tell({task.evaluate(one.trial_id, one.point)});
  };
  auto proposed = session.ask(100);
  CHECK(proposed.size() == 10);
  CHECK(session.ask(100).empty());
  CHECK(session.status() == AG_AGAIN);
  for (std::size_t k = 1; k < 10; ++k) tell(proposed[k]);
  CHECK(session.ask(1).empty());
  CHECK(session.status() == AG_AGAIN);
  tell(proposed[0]);
  CHECK(session.ask(3).size() == 3);
  CHECK(session.ask(100).size() == 5);  // two elites survive
  CHECK(session.status() == AG_OK);
}

TEST_CASE("genetic: the stream depends neither on the batch size nor on the order of results") {
  const Task task = sphere();
  const auto run = [&](std::uint64_t batch, bool shuffled) {
    AgentSession session(library(), task.problem, 7);
    Random random(1, "order");
    std::string stream;
    std::vector<Proposed> outstanding;
    for (std::uint64_t asked = 0; asked < 320;) {
      const auto proposed = session.ask(std::min(batch, 320 - asked));
      for (const Proposed& one : proposed) stream += key_of(one.point);
      asked += proposed.size();
      outstanding.insert(outstanding.end(), proposed.begin(), proposed.end());
      if (shuffled && !proposed.empty()) continue;  // tell only when the agent waits
      random.shuffle(outstanding.begin(), outstanding.end());
      for (const Proposed& one : outstanding) {
        session.tell({task.evaluate(one.trial_id, one.point)});
      }
      outstanding.clear();
    }
    return stream;
  };
  const std::string expected = run(1, false);
  CHECK(run(7, false) == expected);
  CHECK(run(64, false) == expected);
  CHECK(run(9, true) == expected);
}

TEST_CASE("genetic: learns from the results of another agent") {
  const Task task = sphere();
  const auto mean_cost = [&](AgentSession& session) {
    double sum = 0;
    for (const Proposed& one : session.ask(16)) {
      sum += task.evaluate(one.trial_id, one.point).objectives[0] / 16;
    }
    return sum;
  };
  AgentSession fresh(library(), task.problem, 3);
  AgentSession taught(library(), task.problem, 3);
  taught.set_next_trial(2000);
  taught.tell(genetic_results(task, 11, 2000));
  CHECK(mean_cost(taught) < 0.1 * mean_cost(fresh));
}

TEST_CASE("genetic: failed and infeasible designs are not preferred as parents") {
  // Everything with x < 32 fails; the objective pulls towards 0.
  const Task task{
      {space_of(4, R"("type": "integer", "minimum": 0, "maximum": 63, "default": 0)"), 1, 0},
      [](std::uint64_t id, const Point& point) {
        double sum = 0;
        for (const ag_value& value : point) sum += static_cast<double>(value.as.i64);
        const bool fails = point[0].as.i64 < 32;
        return Told{id, point, {sum}, {}, fails ? AG_E_INSTANCE : AG_OK, 1};
      }};
  std::size_t failures = 0;
  const auto results = genetic_results(task, 1, 1000);
  for (const Told& told : results) failures += told.status != AG_OK;
  CHECK(failures < 400);  // half of all designs fail
}
