// "Did you mean": the nearest valid name for a mistyped one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace archgym::host {

// The candidate nearest to `name` by edit distance (case-insensitive, a transposition counts one),
// or "" when none is near enough to be a typing error.
std::string nearest(std::string_view name, std::span<const std::string> candidates);

// " (did you mean 'x'?)", or "; expected one of a, b, c" when nothing is near.
std::string suggestion(std::string_view name, std::span<const std::string> candidates);

// "a, b, c", or "a, b, ... (100 in all)": a long list tells nobody anything.
std::string listed(std::span<const std::string> names);

}  // namespace archgym::host
