#include "results.hpp"

#include <algorithm>

namespace archgym::agents {
namespace {

bool equally_good(const Outcome& a, const Outcome& b) {
  return a.failed == b.failed && a.objectives == b.objectives && a.violation() == b.violation();
}

}  // namespace

Result result_of(const Trial& trial) {
  return {trial.status(),
          {trial.objectives().begin(), trial.objectives().end()},
          {trial.constraints().begin(), trial.constraints().end()},
          trial.fidelity()};
}

ag_trial trial_of(std::uint64_t trial_id, Values point, const Result& result) {
  return {sizeof(ag_trial),
          result.status,
          trial_id,
          point.data(),
          point.size(),
          result.objectives.data(),
          result.objectives.size(),
          result.constraints.data(),
          result.constraints.size(),
          result.fidelity};
}

const Result* Results::find(std::uint64_t key) const {
  const auto place = positions_.find(key);
  return place == positions_.end() ? nullptr : &results_[place->second];
}

void Results::insert(std::uint64_t key, const Result& result) {
  const auto [place, is_new] = positions_.try_emplace(key, results_.size());
  if (!is_new) {
    results_[place->second] = result;
    return;
  }
  keys_.push_back(key);
  results_.push_back(result);
}

void Results::save(Writer& out) const {
  out.u64(keys_.size());
  for (std::size_t k = 0; k < keys_.size(); ++k) {
    out.u64(keys_[k]);
    out.i64(results_[k].status);
    for (const double objective : results_[k].objectives) out.real(objective);
    for (const double constraint : results_[k].constraints) out.real(constraint);
    out.real(results_[k].fidelity);
  }
}

void Results::load(Reader& in, std::size_t objectives, std::size_t constraints) {
  const std::uint64_t size = in.count(8 * (3 + objectives + constraints));
  for (std::uint64_t k = 0; k < size; ++k) {
    const std::uint64_t key = in.u64();
    Result result;
    result.status = static_cast<ag_status>(in.i64());
    result.objectives.resize(objectives);
    for (double& objective : result.objectives) objective = in.real();
    result.constraints.resize(constraints);
    for (double& constraint : result.constraints) constraint = in.real();
    result.fidelity = in.real();
    insert(key, result);
  }
}

bool Front::insert(const Outcome& outcome) {
  if (outcome.failed) return false;
  for (const Outcome& member : members_) {
    if (dominates(member, outcome) || equally_good(member, outcome)) return false;
  }
  std::erase_if(members_, [&](const Outcome& member) { return dominates(outcome, member); });
  members_.push_back(outcome);
  return true;
}

void Front::save(Writer& out) const {
  out.u64(members_.size());
  for (const Outcome& member : members_) agents::save(out, member);
}

void Front::load(Reader& in, std::size_t objectives, std::size_t constraints) {
  members_.resize(static_cast<std::size_t>(in.count(1)));
  for (Outcome& member : members_) member = load_outcome(in, objectives, constraints);
}

}  // namespace archgym::agents
