// What valijson takes on trust about a schema.
#pragma once

#include <boost/json.hpp>

#include "base/result.hpp"

namespace archgym::host {

// Unknown type names, which valijson ignores, patterns that are none, and references that lead back
// to themselves without going into the document, which it follows until the stack ends.
Result<void> check_schema(const boost::json::value& schema);

}  // namespace archgym::host
