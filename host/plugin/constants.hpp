// What expressions may use besides parameters: the settings, the workload and its constants.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "expression/expression.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

// A text, a number, true or false as a constant; anything else has no value that an expression
// could use.
Variable constant_variable(std::string name, const boost::json::value& value);

// `workload.NAME`: the constants of a workload of the manifest, or those that the user's file has
// where the manifest says.
Result<boost::json::object> workload_constants(const Manifest& manifest,
                                               const std::string& workload);

// `config.NAME` for every setting of the complete config, `workload` (its id, or a path) and
// `workload.NAME`.
Result<std::vector<Variable>> constants_of(const Manifest& manifest,
                                           const boost::json::object& config,
                                           const std::string& workload);

}  // namespace archgym::host
