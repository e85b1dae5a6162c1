// The space of an environment from its declaration: the members `parameters`, `constraints`,
// `spaces` and `fidelity` of its manifest, or what it answers where its space depends on the
// workload or the configuration (archgym/draft/env_space.h).
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

// What an environment answers, checked against the schema of these members; `where` says who spoke.
Result<boost::json::object> check_declaration(const boost::json::value& answer,
                                              std::string_view where);

// The spaces of the manifest become those of `manifest.declared` for this complete config and this
// workload (an id, the absolute path of the user's file, or ""): expressions in bounds and defaults
// have their values, and constraints know the constants. The default design may break one of them:
// see check_default_designs().
Result<void> settle_space(Manifest& manifest, const boost::json::object& config,
                          const std::string& workload);

// The same as it was settled before, perhaps by another process: from its `manifest.settled`.
Result<void> take_settled_space(Manifest& manifest, boost::json::object settled);

// That the default designs, of the space and its parts, meet the constraints.
Result<void> check_default_designs(const Manifest& manifest);

}  // namespace archgym::host
