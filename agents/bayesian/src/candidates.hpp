// Designs that are worth a look: where the promise of a design is computed in search of the most
// promising one.
#pragma once

#include <archgym/random.hpp>
#include <archgym/space.hpp>
#include <cstdint>
#include <vector>

#include "common/key_set.hpp"
#include "common/unseen_designs.hpp"
#include "features.hpp"

namespace archgym::agents {

// A set of different feasible designs that nobody has seen, with their features.
class Candidates {
 public:
  Candidates(Space space, const Features& features, const UnseenDesigns& designs);

  std::size_t size() const { return rows_.count(); }
  Values point(std::size_t i) const { return {points_.data() + i * space_.size(), space_.size()}; }
  const Rows& rows() const { return rows_; }

  // Random designs of the space.
  void add_random(std::size_t attempts, Random& random);

  // Designs in a box of this side around `centre`, in units of the parameters' ranges. About
  // `changed` of the parameters differ from it, at least one: numbers are uniform in the box,
  // permutations have swapped items, more of them in a larger box, and categories are any; they are
  // changed less often in a smaller box. `relative`, per feature, stretches the box.
  void add_around(Values centre, double side, double changed, const std::vector<double>& relative,
                  std::size_t attempts, Random& random);

  // Designs one step away from `centre` (see space.h).
  void add_neighbours(Values centre, std::size_t attempts, Random& random);

 private:
  void add();  // point_, unless it is known

  Space space_;
  const Features& features_;
  const UnseenDesigns& designs_;
  std::vector<ag_value> points_;
  Rows rows_;
  KeySet known_;
  Point point_;               // the next one
  std::vector<double> unit_;  // its coordinates
};

}  // namespace archgym::agents
