// Pheromone on alternatives.
#pragma once

#include <archgym/random.hpp>
#include <archgym/state.hpp>
#include <cstddef>
#include <vector>

namespace archgym::agents {

// Rows of alternatives. The pheromone of a row sums to 1, so it is the probability of the choice
// (the hyper-cube framework; Blum, Dorigo, IEEE Trans. Systems, Man, and Cybernetics B 34(2),
// 2004), and does not depend on the scale of objectives.
class PheromoneTable {
 public:
  // Uniform. No alternative's pheromone ever falls below floor / columns, 0 <= floor < 1 (MAX-MIN
  // ant system; Stuetzle, Hoos, Future Generation Computer Systems 16(8), 2000).
  PheromoneTable(std::size_t rows, std::size_t columns, double floor)
      : columns_(columns),
        floor_(floor),
        values_(rows * columns, 1 / static_cast<double>(columns)) {}

  std::size_t columns() const { return columns_; }
  double at(std::size_t row, std::size_t column) const { return values_[row * columns_ + column]; }

  // A column for which `allowed` is not 0, by pheromone: the largest (the first of equal ones) when
  // `greedy`, else with a probability proportional to it. At least one column is allowed.
  std::size_t choose(std::size_t row, const std::vector<char>& allowed, bool greedy,
                     Random& random) const;

  // Evaporates the share `rate` of the row and puts it on the column: after t times the pheromone
  // of that column is 1 - (1 - rate)^t (1 - what it was), down to the floor of the others.
  void reinforce(std::size_t row, std::size_t column, double rate);

  void save(Writer& out) const {
    for (const double value : values_) out.real(value);
  }
  void load(Reader& in) {
    for (double& value : values_) value = in.real();
  }

 private:
  std::size_t columns_;
  double floor_;
  std::vector<double> values_;
};

}  // namespace archgym::agents
