#include "pheromone.hpp"

namespace archgym::agents {

std::size_t PheromoneTable::choose(std::size_t row, const std::vector<char>& allowed, bool greedy,
                                   Random& random) const {
  const double* const values = &values_[row * columns_];
  std::size_t best = columns_;
  double sum = 0;
  for (std::size_t column = 0; column < columns_; ++column) {
    if (allowed[column] == 0) continue;
    sum += values[column];
    if (best == columns_ || values[column] > values[best]) best = column;
  }
  if (greedy) return best;
  double left = random.uniform() * sum;
  for (std::size_t column = 0; column < columns_; ++column) {
    if (allowed[column] == 0) continue;
    left -= values[column];
    if (left < 0) return column;
  }
  return best;  // rounding
}

// The floor is taken off first: what is above it evaporates and moves to the column.
void PheromoneTable::reinforce(std::size_t row, std::size_t column, double rate) {
  double* const values = &values_[row * columns_];
  const double least = floor_ / static_cast<double>(columns_);
  for (std::size_t k = 0; k < columns_; ++k) values[k] += rate * (least - values[k]);
  values[column] += rate * (1 - floor_);
}

}  // namespace archgym::agents
