#include "targets.hpp"

#include <algorithm>
#include <archgym/portable.hpp>
#include <cmath>
#include <limits>
#include <numeric>

namespace archgym::agents {
namespace {

// Weight of the sum beside the maximum, as in ParEGO: prefers designs that are not dominated.
constexpr double k_augmentation = 0.05;

constexpr double k_infinity = std::numeric_limits<double>::infinity();

double median_magnitude(const std::vector<double>& values) {
  std::vector<double> magnitudes;
  for (const double value : values) {
    if (value != 0 && std::isfinite(value)) magnitudes.push_back(std::abs(value));
  }
  if (magnitudes.empty()) return 1;
  const auto middle = magnitudes.begin() + static_cast<std::ptrdiff_t>(magnitudes.size() / 2);
  std::nth_element(magnitudes.begin(), middle, magnitudes.end());
  return *middle;
}

bool is_dominated(const Outcome& one, const std::vector<const Outcome*>& outcomes) {
  return std::any_of(outcomes.begin(), outcomes.end(),
                     [&](const Outcome* other) { return dominates(*other, one); });
}

}  // namespace

std::vector<double> normal_scores(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> scores(values.size());
  const auto count = static_cast<double>(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first;
    while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
    const double score = normal_quantile(static_cast<double>(first + end) / 2 / count);
    for (; first < end; ++first) scores[order[first]] = score;
  }
  return scores;
}

ConstraintTargets constraint_targets(std::vector<double> values) {
  const double scale = median_magnitude(values);
  double largest = 1;
  for (double& value : values) {
    value = std::copysign(portable::log1p(std::abs(value) / scale), value);
    if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
  }
  double sum = 0;
  for (double& value : values) sum += value = std::clamp(value, -largest, largest);
  const double shift = sum / static_cast<double>(values.size());
  double squares = 0;
  for (double& value : values) {
    value -= shift;
    squares += value * value;
  }
  double unit = std::sqrt(squares / static_cast<double>(values.size()));
  if (!(unit > 1e-9)) unit = 1;  // all alike
  for (double& value : values) value /= unit;
  return {std::move(values), -shift / unit};
}

std::vector<double> scalarised(const std::vector<const Outcome*>& outcomes,
                               const std::vector<double>& weights) {
  std::vector<double> result;
  result.reserve(outcomes.size());
  if (weights.size() == 1) {
    for (const Outcome* outcome : outcomes) result.push_back(outcome->objectives[0]);
    return result;
  }
  std::vector<bool> front;
  front.reserve(outcomes.size());
  for (const Outcome* outcome : outcomes) front.push_back(!is_dominated(*outcome, outcomes));
  result.assign(outcomes.size(), -k_infinity);
  std::vector<double> sums(outcomes.size(), 0);
  for (std::size_t k = 0; k < weights.size(); ++k) {
    std::vector<double> values;
    values.reserve(outcomes.size());
    for (const Outcome* outcome : outcomes) values.push_back(outcome->objectives[k]);
    const std::vector<double> scores = normal_scores(values);
    double ideal = k_infinity;
    double nadir = -k_infinity;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      if (!front[i]) continue;
      ideal = std::min(ideal, scores[i]);
      nadir = std::max(nadir, scores[i]);
    }
    const double range = nadir > ideal ? nadir - ideal : 1;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      const double weighted = weights[k] * (scores[i] - ideal) / range;
      result[i] = std::max(result[i], weighted);
      sums[i] += weighted;
    }
  }
  for (std::size_t i = 0; i < result.size(); ++i) result[i] += k_augmentation * sums[i];
  return result;
}

std::vector<double> random_weights(std::size_t objectives, Random& random) {
  std::vector<double> weights(objectives, 1);
  if (objectives == 1) return weights;
  double sum = 0;
  for (double& weight : weights) sum += weight = -portable::log(1 - random.uniform());
  for (double& weight : weights) weight = sum > 0 ? weight / sum : 1.0 / double(objectives);
  return weights;
}

}  // namespace archgym::agents
