// Where to search when there are more observations than one model can hold: a box around the best
// design that grows with success, shrinks with failure and starts anew when it has become tiny
// (Eriksson, Pearce, Gardner, Turner, Poloczek: Scalable global optimization via local Bayesian
// optimization, NeurIPS 2019).
#pragma once

#include <archgym/state.hpp>
#include <cstdint>

namespace archgym::agents {

class TrustRegion {
 public:
  // Failures in a row that halve the box: one per parameter, at least four.
  explicit TrustRegion(std::uint64_t patience) : patience_(patience < 4 ? 4 : patience) {}

  // Side of the box, in units of a parameter's range.
  double length() const { return length_; }

  // A result of a design that was proposed in the box; a success is better than all before.
  void learn(bool success);

  bool collapsed() const { return length_ < k_shortest; }
  void restart() { *this = TrustRegion(patience_); }

  void save(Writer& out) const;
  void load(Reader& in);

 private:
  static constexpr double k_first = 0.8;
  static constexpr double k_longest = 1.6;
  static constexpr double k_shortest = 0x1p-7;
  static constexpr std::uint64_t k_successes_to_grow = 3;

  std::uint64_t patience_;
  double length_ = k_first;
  std::uint64_t successes_ = 0;  // in a row
  std::uint64_t failures_ = 0;   // in a row
};

}  // namespace archgym::agents
