#include "common/population.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "common/key_set.hpp"

namespace archgym::agents {
namespace {

using Order = std::vector<std::size_t>;  // positions of candidates

void keep_first_occurrences(std::vector<Individual>& candidates) {
  KeySet seen;
  std::erase_if(candidates, [&](const Individual& one) { return !seen.insert(one.key); });
}

// Orders a front by falling crowding distance.
void spread(const std::vector<Individual>& candidates, Order& front) {
  const std::size_t objectives = candidates[front[0]].objectives.size();
  std::vector<double> distance(candidates.size(), 0);
  Order sorted = front;
  for (std::size_t k = 0; k < objectives; ++k) {
    const auto value = [&](std::size_t position) { return candidates[position].objectives[k]; };
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](std::size_t a, std::size_t b) { return value(a) < value(b); });
    distance[sorted.front()] = std::numeric_limits<double>::infinity();
    distance[sorted.back()] = std::numeric_limits<double>::infinity();
    const double range = value(sorted.back()) - value(sorted.front());
    // With equal or infinite values this objective says nothing about the distances inside.
    if (!(range > 0) || std::isinf(range)) continue;
    for (std::size_t at = 1; at + 1 < sorted.size(); ++at) {
      distance[sorted[at]] += (value(sorted[at + 1]) - value(sorted[at - 1])) / range;
    }
  }
  std::stable_sort(front.begin(), front.end(),
                   [&](std::size_t a, std::size_t b) { return distance[a] > distance[b]; });
}

// Best first.
void sort_feasible(const std::vector<Individual>& candidates, Order& feasible) {
  if (feasible.empty()) return;
  if (candidates[feasible[0]].objectives.size() == 1) {
    std::stable_sort(feasible.begin(), feasible.end(), [&](std::size_t a, std::size_t b) {
      return candidates[a].objectives[0] < candidates[b].objectives[0];
    });
    return;
  }
  Order sorted;
  for (Order& front : non_dominated_fronts(candidates, feasible)) {
    spread(candidates, front);
    sorted.insert(sorted.end(), front.begin(), front.end());
  }
  feasible = std::move(sorted);
}

}  // namespace

std::vector<Order> non_dominated_fronts(const std::vector<Individual>& candidates,
                                        const Order& feasible) {
  std::vector<std::size_t> dominators(feasible.size(), 0);
  std::vector<Order> dominated(feasible.size());
  for (std::size_t a = 0; a < feasible.size(); ++a) {
    for (std::size_t b = 0; b < feasible.size(); ++b) {
      if (!better(candidates[feasible[a]], candidates[feasible[b]])) continue;
      dominated[a].push_back(b);
      ++dominators[b];
    }
  }
  std::vector<Order> fronts;
  Order current;
  for (std::size_t a = 0; a < feasible.size(); ++a) {
    if (dominators[a] == 0) current.push_back(a);
  }
  while (!current.empty()) {
    Order next;
    for (const std::size_t a : current) {
      for (const std::size_t b : dominated[a]) {
        if (--dominators[b] == 0) next.push_back(b);
      }
    }
    std::sort(current.begin(), current.end());
    Order& front = fronts.emplace_back();
    for (const std::size_t a : current) front.push_back(feasible[a]);
    current = std::move(next);
  }
  return fronts;
}

std::vector<Individual> select_best(std::vector<Individual> candidates, std::size_t keep) {
  keep_first_occurrences(candidates);
  Order order;
  Order infeasible;
  Order failed;
  for (std::size_t k = 0; k < candidates.size(); ++k) {
    const Individual& one = candidates[k];
    (one.failed ? failed : one.violation > 0 ? infeasible : order).push_back(k);
  }
  sort_feasible(candidates, order);
  std::stable_sort(infeasible.begin(), infeasible.end(), [&](std::size_t a, std::size_t b) {
    return candidates[a].violation < candidates[b].violation;
  });
  order.insert(order.end(), infeasible.begin(), infeasible.end());
  order.insert(order.end(), failed.begin(), failed.end());
  order.resize(std::min(order.size(), keep));

  std::vector<Individual> best;
  best.reserve(order.size());
  for (const std::size_t position : order) best.push_back(std::move(candidates[position]));
  return best;
}

}  // namespace archgym::agents
