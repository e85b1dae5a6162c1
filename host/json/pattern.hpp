// The regular expressions of schemas, by RE2: compiled once in a process, and matched in time and
// memory that the length of the text bounds.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace archgym::host {

// That a `pattern` is a regular expression. RE2's syntax is ECMAScript's, which JSON Schema names,
// without what only backtracking finds: references to groups and looking around.
Result<void> check_pattern(std::string_view pattern);

// That a part of the text matches. True for a pattern that is none: check_pattern() reports it.
// Safe from any thread.
bool matches(std::string_view pattern, std::string_view text);

}  // namespace archgym::host
