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

// The index of the cell that holds a coordinate; outside of the axis, of the nearer end.
std::uint64_t unit_index(const Parameter& parameter, double coordinate);

}  // namespace archgym::agents
