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

// The text as UTF-8 without NUL: what is not (a byte of Latin-1, the half of a character that was
// cut off) becomes U+FFFD. For every text that comes from a plugin or a program: files and tables
// with bytes that are no text cannot be read any more.
std::string valid_text(std::string_view text);

// For a terminal: control characters, of which some move the cursor or change the terminal, are
// spelled "\x1b". Line feeds and tabs stay.
std::string harmless(std::string_view text);

// The same in one line.
std::string harmless_line(std::string_view text);

// The beginning of a text of more bytes than `longest`, with "..." behind it.
std::string shortened(std::string_view text, std::size_t longest);

// "a, b, c" for the separator ", ".
std::string join(std::span<const std::string> parts, std::string_view separator);

}  // namespace archgym::host
