#include "run/incumbents.hpp"

#include <algorithm>

namespace archgym::host {

void Incumbents::consider(std::uint64_t id, std::span<const ag_value> point,
                          std::span<const double> metrics, std::span<const double> objectives) {
  const Score candidate = score(plan_->objectives.front(), plan_->constraints, metrics);
  auto incumbent = [&] {
    return Incumbent{id,
                     Point(point.begin(), point.end()),
                     {metrics.begin(), metrics.end()},
                     {objectives.begin(), objectives.end()},
                     candidate};
  };
  if (!best_ || better(candidate, best_->score)) best_ = incumbent();
  if (plan_->objectives.size() == 1 || candidate.violation > 0) return;

  std::vector<double> costs(objectives.size());
  for (std::size_t k = 0; k < costs.size(); ++k) {
    costs[k] = plan_->objectives[k].cost_of(objectives[k]);
  }
  if (!pareto_.insert(id, costs)) return;
  members_.emplace(id, incumbent());
  std::erase_if(members_, [this](const auto& member) {
    return std::none_of(pareto_.members().begin(), pareto_.members().end(),
                        [&](const auto& kept) { return kept.id == member.first; });
  });
}

std::vector<const Incumbent*> Incumbents::front() const {
  std::vector<const Incumbent*> result;
  for (const auto& [id, incumbent] : members_) result.push_back(&incumbent);
  return result;
}

}  // namespace archgym::host
