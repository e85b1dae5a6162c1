// Design points as vectors of real coordinates.
//
//   integer, ordinal, real   one coordinate on the unit axis, limited to [0, 1]
//   bool                     one coordinate in [0, 1]: true from 1/2 on
//   categorical              one coordinate for each category: the largest names it (two
//   categories:
//                            as a bool)
//   permutation              one coordinate for each item: ascending order (random keys; Bean, ORSA
//                            J. Computing 6(2), 1994)
//
// Coordinates of inactive parameters have no effect.
#pragma once

#include <archgym/space.hpp>

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace archgym::agents {

class Encoding {
 public:
  explicit Encoding(Space space);

  std::size_t dimension() const { return coordinates_.size(); }

  // Limits what is limited to [0, 1].
  void clamp(Eigen::VectorXd& at) const;

  // A canonical point; false when it is infeasible.
  bool decode(const Eigen::VectorXd& at, Span<ag_value> point) const;

  // Some coordinates that decode to this design; inactive parameters are put in the middle.
  Eigen::VectorXd encode(Values canonical) const;

  // The interval around a coordinate in which its parameter keeps its value; false where there is
  // none, since the parameter is real or has several coordinates. The first interval starts at
  // -infinity, the last one ends at infinity.
  bool cell(Eigen::Index coordinate, double at, double& lower, double& upper) const;

 private:
  enum class Kind { axis, categories, keys };
  struct Block {
    Kind kind;
    std::size_t parameter;
    Eigen::Index first;
    Eigen::Index count;
  };

  Space space_;
  std::vector<Block> blocks_;
  std::vector<std::size_t> coordinates_;  // the block of each
};

}  // namespace archgym::agents
