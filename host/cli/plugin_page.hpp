// A plugin described from its manifest: every parameter, unit, bound and default, and the size of
// the space.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "plugin/manifest.hpp"

namespace archgym::host {

std::string page_as_text(const Manifest& manifest);
std::string page_as_markdown(const Manifest& manifest);
// The manifest as it is; the space for the settings and the workload that were chosen, null when it
// is not known without; and its cardinality.
boost::json::object page_as_json(const Manifest& manifest);

// Shared by the pages.
std::string_view type_text(ParameterType type);
// The values that a parameter can have: "1 .. 128, logarithmic", "Open, Closed".
std::string values_text(const Parameter& parameter);
// Of an environment that has not been asked for its space: that it depends on the workload, the
// configuration or both, and how to see it.
std::string depends_text(const Manifest& manifest);
// Whether that is all there is to say.
bool space_is_unknown(const Manifest& manifest);
// "28311552 designs", and how many distinct ones of them are left by conditions and constraints.
std::string cardinality_text(const Space& space);
// What the pages say about the parameter that sets the fidelity.
extern const std::string_view k_fidelity_note;
// "minimize", "maximize" or "".
std::string_view direction_text(Direction direction);

}  // namespace archgym::host
