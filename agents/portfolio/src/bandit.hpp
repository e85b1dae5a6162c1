// Which arm to pull next: the area under the curve of an arm's recent successes, with an upper
// confidence bound (AUC bandit: Fialho, Schoenauer, Sebag: Toward comparison-based adaptive
// operator selection, GECCO 2010; as OpenTuner uses it, Ansel et al., PACT 2014).
#pragma once

#include <archgym/state.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace archgym::agents {

class Bandit {
 public:
  // Remembers the last `window` results; `exploration` weighs the confidence bound.
  Bandit(std::size_t arms, std::size_t window, double exploration);

  // An arm was pulled, and its result is not there yet.
  void pulled(std::size_t arm) { ++outstanding_[arm]; }
  // The result of a pull.
  void credit(std::size_t arm, bool success);

  // 2 / (n (n + 1)) times the sum of the positions, 1 to n from the oldest, of an arm's successes
  // among its n results in the window; 0 without results.
  double area(std::size_t arm) const;
  // area + exploration sqrt(2 ln N / n), where n counts the arm's results in the window and its
  // outstanding pulls, and N those of all arms. Infinite for an arm that was never pulled.
  double score(std::size_t arm) const;

  void save(Writer& out) const;
  void load(Reader& in);

 private:
  struct Result {
    std::size_t arm;
    bool success;
  };

  std::size_t window_;
  double exploration_;
  std::vector<std::uint64_t> outstanding_;  // per arm
  std::vector<std::uint64_t> results_;      // per arm, in the window
  std::deque<Result> history_;              // oldest first
};

}  // namespace archgym::agents
