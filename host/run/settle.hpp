// The environment as it is for a configuration and a workload: everything that uses a space takes
// the one that this leaves in the manifest.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <string>

#include "base/result.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

// Where the declaration of a space comes from that depends on the complete config or the workload:
// the environment is asked, or a run file has it.
using SpaceSource = std::function<Result<boost::json::object>(
    const Manifest& environment, const boost::json::object& config, const std::string& workload)>;

// `source` is called only where the space depends on something.
Result<void> settle(Manifest& environment, const boost::json::object& config,
                    const std::string& workload, const SpaceSource& source);

// In words, what is different in a space that was settled twice: "parameter 'tile' is new".
std::string difference_of_spaces(const boost::json::object& before, const boost::json::object& now);

}  // namespace archgym::host
