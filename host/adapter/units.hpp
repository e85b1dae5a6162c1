// Conversion between the units that simulators print and those that metrics are declared in.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace archgym::host {

// y = scale * x + offset.
struct UnitConversion {
  double scale = 1;
  double offset = 0;

  double operator()(double value) const { return scale * value + offset; }
};

// From one unit to another, as UDUNITS-2 reads them ("ns", "GHz", "mW", "pJ/bit", "mm^2", "us"),
// with bit and byte ("B", "kB", "KiB") besides. Two equal texts always fit, so counts may have any
// name ("cycles", "requests"). "1" and "" are the same. The error names the unit that is unknown,
// or both when they measure different things. [any-thread]
Result<UnitConversion> unit_conversion(std::string_view from, std::string_view to);

}  // namespace archgym::host
