// JSON text in and out: errors with a position, no silent surprises, exact numbers.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace archgym::host {

// One JSON document (RFC 8259), a byte order mark in front of it or not. Stricter than most
// parsers: a key that appears twice in an object and nesting deeper than 64 levels are errors.
// Decimal numbers are rounded correctly, so what compact() and pretty() wrote comes back bit for
// bit. The error reads
// "<where>:<line>:<column>: <what>", line and column (of bytes) from 1.
Result<boost::json::value> parse(std::string_view text, std::string_view where);

// The same from a file; `where` is its path.
Result<boost::json::value> read_file(const std::filesystem::path& file);

// The bytes of a file, at most k_largest_text of them: the host needs no larger one as a whole.
inline constexpr std::size_t k_largest_text = std::size_t{1} << 30;
Result<std::string> read_text(const std::filesystem::path& file);

// For people: two spaces of indentation, short arrays of plain values on one line, no newline at
// the end. Keys keep their order. NaN and infinities, which JSON does not have, become null.
std::string pretty(const boost::json::value& value);

// For machines: on one line without spaces, otherwise the same.
std::string compact(const boost::json::value& value);

}  // namespace archgym::host
