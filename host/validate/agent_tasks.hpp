// Small optimisation problems with known evaluations, and an agent's results on them compared with
// those of random search.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <vector>

#include "validate/agent_session.hpp"

namespace archgym::host::validation {

struct Task {
  SearchProblem problem;
  std::function<Told(std::uint64_t trial_id, const Point&)> evaluate;
};

// `count` parameters p0, p1 ... that are declared alike.
std::shared_ptr<const Space> space_of(std::size_t count, const std::string& declaration);

// Ten integers of 64 values, squared distance to 23 in all of them.
Task sphere();
// The same distance from 0.23 with ten reals in [0, 1].
Task real_sphere();
// Blocks of three categories: all 'c' is best, but everything short of that is the better the more
// 'a' it has (a trap function; Deb, Goldberg, FOGA 1992). The optimum is -24.
Task trap();
// What to take along (value k + 1, weight growing faster) within a weight limit.
Task knapsack();
// How many of 24 switches are wrong; every third one should be on.
Task switches();
// Two permutations of ten items: the number of inversions, at best 0.
Task sorting();
// ZDT1 with ten reals (Zitzler, Deb, Thiele, Evol. Comp. 8(2), 2000).
Task zdt1();

// `budget` random designs.
std::vector<Told> random_results(const Task& task, std::uint64_t seed, std::uint64_t budget);

// Smaller is better: the best feasible objective or, for two objectives, minus the area that is
// dominated below (1.1, 8).
double quality(const std::vector<Told>& results);

// Everything that the agent asked for, in batches of `batch`; it may end before the budget does.
std::vector<Told> run_agent(const AgentLibrary& library, const Task& task, std::uint64_t seed,
                            std::uint64_t budget, const boost::json::object& hyperparameters = {},
                            std::uint64_t batch = 16);

struct Comparison {
  double agent_median = 0;
  double best_random = 0;

  // Not by luck: the median run beats the best random one.
  bool won() const { return agent_median < best_random; }
};

// The quality of runs with the seeds 1 to 11.
Comparison compare_with_random(const AgentLibrary& library, const Task& task, std::uint64_t budget,
                               const boost::json::object& hyperparameters = {});

}  // namespace archgym::host::validation
