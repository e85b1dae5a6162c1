// Texts inserted into the input of a program, by the rules of what they are inserted into.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace archgym::host {

enum class Format {
  argument,  // one argument, or the path of a file
  text,
  json,
  yaml,
  ini,
  xml
};

// Append `value` so that a reader of the format finds that very text. In JSON and YAML a text gets
// quotes unless the place already has them: '"name": ${x}' and '"name": "${x}"' are both right.
// The error says what the format cannot hold: control characters outside JSON, YAML; '#', ';' and
// blanks at the ends in INI files; a '-' that would make an argument an option.
Result<void> append_escaped(std::string& out, std::string_view value, Format format);

}  // namespace archgym::host
