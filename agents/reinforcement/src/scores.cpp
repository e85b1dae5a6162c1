#include "scores.hpp"

#include <algorithm>
#include <archgym/random.hpp>
#include <cmath>
#include <limits>

namespace archgym::agents {
namespace {

// Smaller is better.
struct Rank {
  int kind;  // 0: feasible, 1: misses constraints, 2: failed
  double value;
};

bool better(const Rank& a, const Rank& b) {
  return a.kind != b.kind ? a.kind < b.kind : a.value < b.value;
}

struct Range {
  double lower = std::numeric_limits<double>::infinity();
  double upper = -std::numeric_limits<double>::infinity();
};

// Of each objective among the feasible outcomes, without infinite values.
std::vector<Range> ranges_of(const std::deque<Outcome>& outcomes, std::size_t objectives) {
  std::vector<Range> ranges(objectives);
  for (const Outcome& outcome : outcomes) {
    if (outcome.failed || outcome.violation() > 0) continue;
    for (std::size_t k = 0; k < objectives; ++k) {
      const double value = outcome.objectives[k];
      if (!std::isfinite(value)) continue;
      ranges[k].lower = std::min(ranges[k].lower, value);
      ranges[k].upper = std::max(ranges[k].upper, value);
    }
  }
  return ranges;
}

double scalar(const std::vector<double>& objectives, const std::vector<double>& weights,
              const std::vector<Range>& ranges) {
  if (objectives.size() == 1) return objectives[0];
  double largest = -std::numeric_limits<double>::infinity();
  double sum = 0;
  for (std::size_t k = 0; k < objectives.size(); ++k) {
    const double range = ranges[k].upper - ranges[k].lower;
    double scaled = objectives[k];
    if (std::isfinite(scaled)) scaled = range > 0 ? (scaled - ranges[k].lower) / range : 0;
    const double term = weights[k] * scaled;
    largest = std::max(largest, term);
    // Two infinite objectives of different sign have no sum.
    if (std::isfinite(term)) sum += term;
  }
  return largest + 0.05 * sum;
}

}  // namespace

void Scores::add(const Outcome& outcome) {
  if (outcomes_.size() == window_) outcomes_.pop_front();
  outcomes_.push_back(outcome);
}

double Scores::score(const Outcome& outcome, const std::vector<double>& weights) const {
  const auto ranges = ranges_of(outcomes_, weights.size());
  const auto rank = [&](const Outcome& one) -> Rank {
    if (one.failed) return {2, 0};
    if (one.violation() > 0) return {1, one.violation()};
    return {0, scalar(one.objectives, weights, ranges)};
  };
  const Rank own = rank(outcome);
  double beaten = 0.5;  // itself
  for (const Outcome& one : outcomes_) {
    const Rank other = rank(one);
    beaten += better(own, other) ? 1 : better(other, own) ? 0 : 0.5;
  }
  return normal_quantile(beaten / static_cast<double>(outcomes_.size() + 1));
}

void Scores::save(Writer& out) const {
  out.u64(outcomes_.size());
  for (const Outcome& outcome : outcomes_) agents::save(out, outcome);
}

void Scores::load(Reader& in, std::size_t objectives, std::size_t constraints) {
  const std::uint64_t size = in.count(1);
  for (std::uint64_t k = 0; k < size; ++k) {
    outcomes_.push_back(load_outcome(in, objectives, constraints));
  }
}

}  // namespace archgym::agents
