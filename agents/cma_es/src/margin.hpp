// CMA-ES with margin: each discrete coordinate keeps a probability of at least `margin` of leaving
// the value it has now, so that the search does not get stuck on a plateau (Hamano, Saito, Nomura,
// Shirakawa: CMA-ES with margin, GECCO 2022).
#pragma once

namespace archgym::agents {

// One coordinate's normal distribution.
struct Marginal {
  double mean;
  double deviation;
};

// The distribution, changed as little as the paper does, for a coordinate whose value is kept
// between `lower` and `upper`. With one of them infinite the probability of passing the other is at
// least `margin` (equation 6: only the mean moves); with both finite those of passing either are at
// least margin / 2 each (equations 8 to 15).
Marginal with_margin(Marginal marginal, double lower, double upper, double margin);

}  // namespace archgym::agents
