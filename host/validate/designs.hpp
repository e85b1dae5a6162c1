// Designs of a space that are worth trying.
#pragma once

#include <string>
#include <vector>

#include "space/space.hpp"

namespace archgym::host::validation {

// The values of a parameter that are worth trying: every one of a short list, both bounds of a
// range.
std::vector<ag_value> notable_values(const Parameter& parameter);

struct NotableDesign {
  std::string text;  // "policy = b"
  Point point;       // canonical, meets the constraints
  // Other parameters are inactive in it than in the default design.
  bool other_conditions = false;
};

// For every notable value of every parameter a design that has it: the default one with that value,
// or where that is not allowed or has no effect a random one. Values that no design was found for
// are left out.
std::vector<NotableDesign> notable_designs(const Space& space);

// A design and the same one with another value for a parameter that has no effect in it.
struct InertPair {
  std::string text;  // "boost = 3"
  Point canonical, other;
};
std::vector<InertPair> inert_pairs(const Space& space);

}  // namespace archgym::host::validation
