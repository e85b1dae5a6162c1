#include "margin.hpp"

#include <archgym/random.hpp>

#include <algorithm>
#include <cmath>

#include "common/normal.hpp"

namespace archgym::agents {

Marginal with_margin(Marginal marginal, double lower, double upper, double margin) {
  const auto [mean, deviation] = marginal;
  if (std::isinf(lower) && std::isinf(upper)) return marginal;
  if (std::isinf(lower)) {
    return {std::max(mean, upper - deviation * normal_quantile(1 - margin)), deviation};
  }
  if (std::isinf(upper)) {
    return {std::min(mean, lower + deviation * normal_quantile(1 - margin)), deviation};
  }
  const double below = normal_probability((lower - mean) / deviation);
  const double above = normal_probability((mean - upper) / deviation);
  const double half = margin / 2;
  if (below >= half && above >= half) return marginal;
  // What is added to one side is taken from the others in proportion to what they have to spare.
  const double inside = 1 - below - above;
  const double raised_below = std::max(half, below);
  const double raised_above = std::max(half, above);
  const double excess = 1 - raised_below - raised_above - inside;
  const double spare = raised_below + raised_above + inside - 3 * half;
  const double p_below = raised_below + excess / spare * (raised_below - half);
  const double p_above = raised_above + excess / spare * (raised_above - half);
  const double z_below = -normal_quantile(std::min(p_below, 0.49));
  const double z_above = -normal_quantile(std::min(p_above, 0.49));
  return {(lower * z_above + upper * z_below) / (z_below + z_above),
          (upper - lower) / (z_below + z_above)};
}

}  // namespace archgym::agents
