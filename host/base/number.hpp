// Numbers as text: exact both ways, independent of the locale.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace archgym::host {

// The shortest text that parse_real() reads back to the same bits: "0.1", "50000", "1e+300", "nan",
// "inf". Plain digits for magnitudes from 1e-5 to 1e15, with an exponent outside.
std::string format_real(double value);

// The whole text must be one decimal number, without white space. The error says what is wrong with
// it: "'12x' is not an integer: unexpected 'x' at position 3".
Result<std::int64_t> parse_integer(std::string_view text);
Result<std::uint64_t> parse_unsigned(std::string_view text);
// A finite number; rounds to nearest.
Result<double> parse_real(std::string_view text);

}  // namespace archgym::host
