// What the commands print: results on stdout, messages on stderr.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace archgym::host {

// "archgym-host: <message>" on stderr; returns the exit code of the error.
int report(const Error& error);

// One JSON document and a newline on stdout.
void print_json(const boost::json::value& value);

// Text on stdout. Control characters, which names and reasons of plugins may have, are spelled: see
// harmless().
void print(std::string_view text);

// Columns aligned with two spaces between them, one line per row whatever the cells contain, each
// line indented.
std::string table(std::vector<std::vector<std::string>> rows, std::size_t indent);

// A number for people: six significant digits.
std::string short_number(double value);

// "12.5 ns"; units "" and "1" are left out. "-" for NaN: there is no value.
std::string with_unit(double value, std::string_view unit);

// Paragraphs broken into lines of at most `width` characters, each indented.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width = 100);

// Flush stdout; false when something could not be written (a full disk). A reader that has gone
// away (head) has seen what it wanted.
bool flush_output();

// False when standard output is a pipe or a socket whose other end is closed.
bool output_is_read();

}  // namespace archgym::host
