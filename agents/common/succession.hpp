// Who breeds in a genetic algorithm: the elites among the earlier parents and the newest results.
//
// With the results of a whole generation at a time this is a generational algorithm. Given fewer at
// a time it moves on with every one of them: the newest results are always as many as a generation
// has.
#pragma once

#include <cstddef>
#include <vector>

#include "common/individual.hpp"

namespace archgym::agents {

class Succession {
 public:
  Succession(std::size_t population, std::size_t elites, std::size_t generation)
      : population_(population), elites_(elites), generation_(generation) {}

  void add(std::vector<Individual> results);
  const std::vector<Individual>& parents() const { return parents_; }  // best first

  void save(Writer& out, const Individuals& individuals) const;
  void load(Reader& in, const Individuals& individuals);

 private:
  std::size_t population_;
  std::size_t elites_;
  std::size_t generation_;
  std::vector<Individual> parents_;
  std::vector<Individual> newest_;  // in the order in which they came
};

}  // namespace archgym::agents
