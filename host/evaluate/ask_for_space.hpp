// The space of an environment that has none in its manifest.
#pragma once

#include <boost/json.hpp>

#include "base/result.hpp"
#include "evaluate/make.hpp"
#include "evaluate/setup.hpp"

namespace archgym::host {

// What the environment answers for the config and the workload of the setup, checked against the
// schema: in a worker or in this process, as evaluations run. Only where the manifest says that the
// space depends on something. Limits, seed and scratch directories of the setup are not used.
Result<boost::json::object> ask_for_space(EvaluationSetup setup, const Execution& execution);

}  // namespace archgym::host
