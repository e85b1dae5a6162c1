// All canonical designs of a space, from the default outward.
//
// The default design comes first, then those that differ from it in one parameter, then those that
// differ from one of these in another one, and so on: a breadth-first search over canonical
// designs, two of which are neighbours when one is the other with one parameter changed. Parameters
// are changed in manifest order, to their values in ascending order. Every canonical design is
// reached, however conditions and constraints cut the space: from the default, set the parameters
// one after the other to the values wanted, those that others depend on first. So combinations with
// the same canonical design are not enumerated one by one, and inert parameters cost nothing.
// Designs that break a constraint are passed through, but not given out.
//
// A parameter that a design has changed already need not be changed again, if putting it back to
// its default changes nothing else: the other values are reached from the design with the default.
// That leaves about as many steps for each design as there are parameters.
//
// Reals take `resolution` >= 2 values that are evenly spaced on their scale, both ends among them,
// and their default.
#pragma once

#include <archgym/space.hpp>
#include <archgym/state.hpp>
#include <cstdint>
#include <vector>

#include "common/genome.hpp"
#include "common/key_set.hpp"

namespace archgym::agents {

class Outward {
 public:
  Outward(Space space, std::uint64_t resolution);

  // Puts the next feasible design into `point`; false when there is none left.
  bool next(Point& point);

  void save(Writer& out) const;
  void load(Reader& in);

 private:
  // Remembers the canonical design; true when it is a new one and feasible.
  bool reach(const Point& canonical, bool feasible);
  bool advance(std::size_t gene, Point& point);
  bool changes_nothing_else(const Point& canonical);
  std::uint64_t values_of(std::size_t gene) const;
  std::uint64_t value_of(std::size_t gene, std::uint64_t k) const;
  void leave_front();

  Space space_;
  std::uint64_t resolution_;
  Genes genes_;

  KeySet reached_;
  std::vector<std::uint64_t> keys_;  // the same in order, for the state
  // Reached designs whose neighbours are not all reached, as genomes one after the other from
  // front_ on. The neighbours of the first are reached up to a step of a parameter.
  std::vector<std::uint64_t> queue_;
  std::size_t front_ = 0;
  std::uint64_t parameter_ = 0;  // position among the free ones
  std::uint64_t step_ = 0;       // of it: 0 its default, k + 1 its k-th value
  Genome default_;
  Genome genome_;  // the first design, with a parameter changed
  Genome scratch_;
};

}  // namespace archgym::agents
