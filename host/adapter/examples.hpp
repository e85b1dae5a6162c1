// The known results of a manifest, against what an instance gives.
#pragma once

#include "plugin/environment.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

// The error says what differs, and by how much.
Result<void> check_example(Environment& environment, const Manifest& manifest,
                           const Example& example);

}  // namespace archgym::host
