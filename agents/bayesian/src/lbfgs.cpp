#include "lbfgs.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>
#include <utility>

namespace archgym::agents {
namespace {

using Vector = std::vector<double>;

constexpr std::size_t k_memory = 8;
constexpr double k_sufficient_decrease = 1e-4;
constexpr double k_smallest_gain = 1e-6;
constexpr double k_longest_first_step = 1;

struct Correction {
  Vector step;
  Vector change;  // of the gradient
  double curvature;
};

double dot(const Vector& a, const Vector& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

void add(Vector& to, double factor, const Vector& what) {
  for (std::size_t k = 0; k < to.size(); ++k) to[k] += factor * what[k];
}

void project(Vector& at, const Vector& lower, const Vector& upper) {
  for (std::size_t k = 0; k < at.size(); ++k) at[k] = std::clamp(at[k], lower[k], upper[k]);
}

// A coordinate at its bound stays there when descent leads outside.
void hold_bounds(Vector& direction, const Vector& at, const Vector& gradient, const Vector& lower,
                 const Vector& upper) {
  for (std::size_t k = 0; k < at.size(); ++k) {
    const bool held =
        (at[k] <= lower[k] && gradient[k] > 0) || (at[k] >= upper[k] && gradient[k] < 0);
    if (held) direction[k] = 0;
  }
}

// Two-loop recursion: minus the approximate inverse Hessian times the gradient.
Vector descent_of(const Vector& gradient, const std::deque<Correction>& corrections) {
  Vector direction = gradient;
  Vector factors(corrections.size());
  for (std::size_t k = corrections.size(); k-- > 0;) {
    factors[k] = dot(corrections[k].step, direction) / corrections[k].curvature;
    add(direction, -factors[k], corrections[k].change);
  }
  double scale = 1;
  if (corrections.empty()) {
    const double length = std::sqrt(dot(gradient, gradient));
    if (length > k_longest_first_step) scale = k_longest_first_step / length;
  } else {
    const Correction& last = corrections.back();
    scale = last.curvature / dot(last.change, last.change);
  }
  for (double& value : direction) value *= scale;
  for (std::size_t k = 0; k < corrections.size(); ++k) {
    const double factor = dot(corrections[k].change, direction) / corrections[k].curvature;
    add(direction, factors[k] - factor, corrections[k].step);
  }
  for (double& value : direction) value = -value;
  return direction;
}

}  // namespace

Minimum minimise(const SmoothFunction& function, std::vector<double> start,
                 const std::vector<double>& lower, const std::vector<double>& upper,
                 int evaluations) {
  project(start, lower, upper);
  Vector gradient(start.size());
  Minimum best{std::move(start), 0};
  best.value = function(best.at, gradient);
  --evaluations;

  std::deque<Correction> corrections;
  while (evaluations > 0) {
    Vector direction = descent_of(gradient, corrections);
    hold_bounds(direction, best.at, gradient, lower, upper);
    if (!(dot(direction, gradient) < 0)) {
      if (corrections.empty()) break;
      corrections.clear();
      continue;
    }
    bool moved = false;
    double gain = 0;
    for (double length = 1; evaluations > 0 && !moved; length /= 4) {
      Vector at = best.at;
      add(at, length, direction);
      project(at, lower, upper);
      Vector step = at;
      add(step, -1, best.at);
      const double expected = dot(step, gradient);
      if (!(expected < 0)) break;
      Vector next(gradient.size());
      const double value = function(at, next);
      --evaluations;
      if (!(value <= best.value + k_sufficient_decrease * expected)) continue;
      Vector change = next;
      add(change, -1, gradient);
      const double curvature = dot(step, change);
      if (curvature > 1e-12 * dot(change, change)) {
        if (corrections.size() == k_memory) corrections.pop_front();
        corrections.push_back({std::move(step), std::move(change), curvature});
      }
      gain = best.value - value;
      best = {std::move(at), value};
      gradient = std::move(next);
      moved = true;
    }
    if (!moved || gain < k_smallest_gain) break;
  }
  return best;
}

}  // namespace archgym::agents
