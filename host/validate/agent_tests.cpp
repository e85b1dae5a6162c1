#include "validate/agent_tests.hpp"

#include <archgym/episode.h>

#include <algorithm>
#include <cmath>

#include "base/clock.hpp"
#include "base/number.hpp"
#include "plugin/agent.hpp"
#include "validate/agent_problems.hpp"
#include "validate/agent_tasks.hpp"
#include "validate/check.hpp"
#include "validate/random_space.hpp"

namespace archgym::host::validation {
namespace {

constexpr int k_random_spaces = 20;
constexpr std::uint64_t k_trials = 60;
constexpr std::uint64_t k_compared_trials = 150;
constexpr std::uint64_t k_compared_seeds = 5;
constexpr std::uint64_t k_timed_trials = 200, k_timed_batch = 10;
constexpr double k_seconds_of_proposal = 0.1;

AgentLibrary library_of(Check& check) {
  return AgentLibrary(check.manifest());
}

// A problem without anything special: what an agent cannot do with it, it cannot do.
SearchProblem plain(const std::shared_ptr<const Space>& space) {
  return {space, 1, 0};
}

// Problems of one objective, which every agent searches.
std::vector<NamedProblem> plain_problems() {
  std::vector<NamedProblem> plain;
  for (const NamedProblem& each : problems()) {
    if (each.problem.objectives == 1 && each.problem.constraints == 0) plain.push_back(each);
  }
  return plain;
}

Told told(const SearchProblem& problem, Proposed proposed) {
  if (problem.space->canonicalise(proposed.point) < 0) proposed.point = problem.space->initial();
  return result_of(problem, proposed.trial_id, proposed.point);
}

void expect_progress(const Check& check, const AgentSession& session, std::size_t proposed,
                     std::size_t outstanding) {
  check.require(proposed > 0 || session.status() == AG_DONE || outstanding > 0,
                "ask() answers AG_AGAIN, but every result was told: nothing more will come");
}

}  // namespace

void answers_fit_their_status(Check& check) {
  const AgentLibrary library = library_of(check);
  for (const auto& [name, problem] : plain_problems()) {
    if (!check.next_case(name)) continue;
    AgentSession session(library, problem, 1);
    for (int round = 0; round < 15 && session.status() != AG_DONE; ++round) {
      std::vector<Told> results;
      for (Proposed& one : session.ask_unchecked(3)) {
        results.push_back(told(problem, std::move(one)));
      }
      expect_progress(check, session, results.size(), 0);
      session.tell(results);
    }
    if (session.status() != AG_DONE) continue;
    check.require(session.ask_unchecked(2).empty() && session.status() == AG_DONE,
                  "after AG_DONE, ask() goes on; the search was finished");
  }
}

void proposals_are_designs(Check& check) {
  const AgentLibrary library = library_of(check);
  for (const auto& [name, problem] : plain_problems()) {
    if (check.next_case(name)) {
      AgentSession session(library, problem, 1);
      search(session, problem, 6, k_trials);
    }
  }
  for (int seed = 0; seed < k_random_spaces; ++seed) {
    const RandomSpace random(static_cast<std::uint64_t>(seed), {});
    if (!check.next_case("random space " + boost::json::serialize(random.parameters))) continue;
    const SearchProblem problem = plain(std::make_shared<const Space>(random.make()));
    AgentSession session(library, problem, 1);
    search(session, problem, 5, k_trials / 2);
  }
}

void any_results_are_taken(Check& check) {
  const AgentLibrary library = library_of(check);
  for (const auto& [name, problem] : plain_problems()) {
    if (!check.next_case(name)) continue;
    Random random(8, name);
    AgentSession session(library, problem, 3);
    session.tell({result_of(problem, k_default_design_trial, problem.space->initial())});
    session.tell(foreign_results(problem, 20));
    std::vector<Proposed> outstanding;
    for (int round = 0; round < 20 && session.status() != AG_DONE; ++round) {
      const auto proposed = session.ask(1 + random.below(6));
      expect_progress(check, session, proposed.size(), outstanding.size());
      const bool waits = proposed.empty();
      outstanding.insert(outstanding.end(), proposed.begin(), proposed.end());
      random.shuffle(outstanding.begin(), outstanding.end());
      std::uint64_t finished = waits ? outstanding.size() : random.below(outstanding.size() + 1);
      for (; finished > 0; --finished) {
        Told result = result_of(problem, outstanding.back().trial_id, outstanding.back().point);
        outstanding.pop_back();
        Told pending = result;
        pending.status = AG_PENDING;
        if (random.chance(0.2)) session.tell({pending});
        if (random.chance(0.1)) result.fidelity = 0.5;
        session.tell({result});
        if (random.chance(0.2)) session.tell({result});
      }
      if (random.chance(0.2)) session.tell(foreign_results(problem, 5));
    }
  }
}

void checkpoints_continue(Check& check) {
  const AgentLibrary library = library_of(check);
  const SearchProblem& problem = mixed_problem();
  for (const std::uint64_t before : {0, 1, 17, 60}) {
    if (!check.next_case("a state saved after " + std::to_string(before) + " trials")) continue;
    // One after the other: an agent may allow one instance per process.
    std::string state, expected;
    std::vector<Told> late;  // results that come after the state was saved
    std::uint64_t next_trial = 0;
    {
      AgentSession original(library, problem, 4);
      if (before > 0) search(original, problem, 4, before);
      late = results_of(problem, original.ask(3));
      state = original.save();
      next_trial = original.next_trial();
      original.tell(late);
      expected = search(original, problem, 4, k_trials);
    }
    AgentSession copy(library, problem, 4);
    check.require(copy.load(state) == AG_OK, "load() refuses what save() wrote: " + copy.message());
    copy.set_next_trial(next_trial);
    copy.tell(late);
    check.require(search(copy, problem, 4, k_trials) == expected,
                  "after load() of what save() wrote, the proposals are others than without: save "
                  "everything that ask() and tell() change");
  }
}

void batches_have_any_size(Check& check) {
  const AgentLibrary library = library_of(check);
  for (const std::uint64_t batch : {1, 2, 7, 64, 300}) {
    if (!check.next_case("batches of " + std::to_string(batch))) continue;
    SearchProblem problem = mixed_problem();
    problem.parallelism = static_cast<std::uint32_t>(batch);
    AgentSession session(library, problem, 1);
    search(session, problem, batch, std::max<std::uint64_t>(batch, 20));
  }
}

void budgets_have_any_size(Check& check) {
  const AgentLibrary library = library_of(check);
  for (const std::uint64_t budget : {1, 10, 50, 1'000'000}) {
    if (!check.next_case("a budget of " + std::to_string(budget))) continue;
    SearchProblem problem = mixed_problem();
    problem.budget = budget;
    AgentSession session(library, problem, 1);
    search(session, problem, 4, std::min<std::uint64_t>(budget + 20, k_trials));
  }
}

void hyperparameters_work_at_their_bounds(Check& check) {
  const AgentLibrary library = library_of(check);
  const Space& space = *check.manifest().space;
  if (space.size() == 0) check.skip("it has no hyperparameters");
  for (std::size_t h = 0; h < space.size(); ++h) {
    if (space[h].type == ParameterType::text) continue;
    for (const double end : {0.0, 1.0}) {
      Point values = space.initial();
      std::vector<double> unit(values.size());
      space.encode(values, unit);
      unit[h] = end;
      // A constraint between hyperparameters may exclude the corner.
      if (space.decode(unit, values) != AG_OK) continue;
      if (!check.next_case(space[h].name + " = " + space.to_text(h, values[h]))) continue;
      AgentSession session(library, mixed_problem(), 3, space.to_json(values));
      search(session, mixed_problem(), 10, k_trials);
    }
  }
}

void failures_do_not_end_the_search(Check& check) {
  const AgentLibrary library = library_of(check);
  const SearchProblem& problem = mixed_problem();
  for (const ag_status status : {AG_INFEASIBLE, AG_E_INSTANCE, AG_CANCELLED}) {
    if (!check.next_case("status " + std::to_string(status))) continue;
    AgentSession session(library, problem, 3);
    for (int round = 0; round < 12 && session.status() != AG_DONE; ++round) {
      auto results = results_of(problem, session.ask(5));
      expect_progress(check, session, results.size(), 0);
      for (Told& result : results) result.status = status;
      session.tell(results);
    }
  }
}

void more_objectives_are_searched_or_refused(Check& check) {
  const AgentLibrary library = library_of(check);
  for (const auto& [name, problem] : problems()) {
    if (problem.objectives == 1 && problem.constraints == 0) continue;
    if (!check.next_case(name)) continue;
    try {
      AgentSession session(library, problem, 1);
      search(session, problem, 5, k_trials / 2);
    } catch (const AgentRefused& refused) {
      check.require(refused.status() == AG_E_UNSUPPORTED,
                    std::string("it refuses several objectives, or constraints, with another "
                                "status than AG_E_UNSUPPORTED: ") +
                        refused.what());
    }
  }
}

void steps_follow_told_trials(Check& check) {
  const AgentLibrary library = library_of(check);
  for (const auto& [name, problem] : plain_problems()) {
    AgentSession session(library, problem, 1);
    if (!session.extension(AG_AGENT_EPISODE_ID))
      check.skip("it has no extension " AG_AGENT_EPISODE_ID);
    if (!check.next_case(name)) continue;
    for (int round = 0; round < 15 && session.status() != AG_DONE; ++round) {
      std::vector<Told> results;
      const std::uint64_t untold = session.next_trial();
      for (Proposed& one : session.ask_unchecked(3)) {
        const std::uint64_t previous = session.previous(one.trial_id);
        check.require(previous == one.trial_id || previous < untold,
                      "trial " + std::to_string(one.trial_id) + " is to follow trial " +
                          std::to_string(previous) + ", which the agent was not told");
        results.push_back(told(problem, std::move(one)));
        // Environments end some episodes early.
        Told& result = results.back();
        if (result.trial_id % 5 == 0 && result.status == AG_OK) result.status = AG_DONE;
      }
      session.tell(results);
    }
  }
}

void search_beats_chance(Check& check) {
  const AgentLibrary library = library_of(check);
  const std::pair<const char*, Task> tasks[] = {
      {"ten integers", sphere()}, {"ten reals", real_sphere()}, {"24 switches", switches()}};
  for (const auto& [name, task] : tasks) {
    if (!check.next_case(name)) continue;
    std::vector<double> agent, random;
    for (std::uint64_t seed = 1; seed <= k_compared_seeds; ++seed) {
      agent.push_back(quality(run_agent(library, task, seed, k_compared_trials)));
      random.push_back(quality(random_results(task, seed, k_compared_trials)));
    }
    std::sort(agent.begin(), agent.end());
    const double median = agent[k_compared_seeds / 2];
    const double worst = *std::max_element(random.begin(), random.end());
    if (median <= worst) continue;
    check.warn("with " + std::to_string(k_compared_trials) + " designs it finds " +
               format_real(median) + " (the median of " + std::to_string(k_compared_seeds) +
               " runs); the worst of as many random searches finds " + format_real(worst));
  }
}

void proposals_are_cheap(Check& check) {
  const AgentLibrary library = library_of(check);
  const Task task = sphere();
  AgentSession session(library, task.problem, 1);
  double slowest = 0;
  for (std::uint64_t asked = 0; asked < k_timed_trials; asked += k_timed_batch) {
    const Stopwatch stopwatch;
    std::vector<Told> results;
    for (const Proposed& one : session.ask(k_timed_batch)) {
      results.push_back(task.evaluate(one.trial_id, one.point));
    }
    session.tell(results);
    slowest = std::max(slowest, stopwatch.cpu_seconds() / k_timed_batch);
    if (session.status() == AG_DONE) break;
    if (slowest <= k_seconds_of_proposal) continue;
    check.warn("after " + std::to_string(asked) + " designs, a proposal costs " +
               std::to_string(slowest * 1000) + " ms of CPU time: more than many simulations");
  }
  check.note("a proposal costs up to " + std::to_string(slowest * 1000) + " ms of CPU time");
}

}  // namespace archgym::host::validation
