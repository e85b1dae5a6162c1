// Why a document does not match a schema, in one sentence. Validators report every failed keyword;
// a person wants the one mistake that was made.
#pragma once

#include <boost/json.hpp>
#include <string>

namespace archgym::host {

// A text that a `pattern` applies to must not be longer, in bytes: patterns are for names and
// words.
inline constexpr std::size_t longest_matched_text = 1024;

// "<path>: <what is wrong and what was expected>", or "" when no keyword known here is broken. Of
// several violations, a wrong key comes first, then wrong values, then missing keys.
std::string explain_violation(const boost::json::value& schema, const boost::json::value& document);

// The schema that "#/a/b" refers to, or nullptr.
const boost::json::value* resolve_reference(const boost::json::value& root,
                                            const boost::json::value& schema);

}  // namespace archgym::host
