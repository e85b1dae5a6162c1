// Which parameter must be known before which: conditions refer to other parameters.
#pragma once

#include <cstddef>
#include <vector>

#include "base/result.hpp"
#include "space/parameter.hpp"

namespace archgym::host {

// All parameters, each after those that its `when` and `inert_when` mention, otherwise in manifest
// order. A cycle is an error that names it.
Result<std::vector<std::size_t>> dependency_order(const std::vector<Parameter>& parameters);

}  // namespace archgym::host
