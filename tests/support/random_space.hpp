// The random spaces of `archgym-host validate`, for property tests of everything that works on
// spaces.
#pragma once

#include "validate/random_space.hpp"

namespace archgym::test {
using host::validation::RandomSpace;
using host::validation::SpaceShape;
}  // namespace archgym::test
