// Small operations on text.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace archgym::host {

// ASCII letters in lower case; other bytes as they are.
std::string lower_case(std::string_view text);

// 'text'
std::string in_quotes(std::string_view text);

// Without white space at both ends.
std::string_view trim(std::string_view text);

// The parts between separators; one part when there is no separator.
std::vector<std::string_view> split(std::string_view text, char separator);

// "a, b, c" for the separator ", ".
std::string join(std::span<const std::string> parts, std::string_view separator);

}  // namespace archgym::host
