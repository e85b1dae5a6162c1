// The unit axis of a parameter, cut into the cells of its values.
#pragma once

#include <archgym/space.hpp>
#include <cstdint>

namespace archgym::agents {

struct UnitCell {
  double lower;
  double upper;
};

// The coordinates that Space::decode() gives the value of this index, for parameters other than
// reals: cells of equal size or, of integers on a logarithmic scale, [v, v + step) on the
// logarithmic axis.
UnitCell unit_cell(const Parameter& parameter, std::uint64_t index);

}  // namespace archgym::agents
