#include "adapter/process/escape.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.hpp"

namespace archgym::host {
namespace {

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

tl::unexpected<Error> refused(std::string_view value, std::string_view why) {
  const std::string shown = boost::json::serialize(boost::json::value(value));
  return bad_input("the text " + shown + " " + std::string(why));
}

// Whether the end of `out` is between double quotes of its line.
bool inside_quotes(std::string_view out) {
  bool inside = false;
  const std::size_t line = out.rfind('\n');
  for (std::size_t k = line == std::string_view::npos ? 0 : line + 1; k < out.size(); ++k) {
    if (inside && out[k] == '\\') {
      ++k;
    } else if (out[k] == '"') {
      inside = !inside;
    }
  }
  return inside;
}

// YAML's double-quoted texts have JSON's escapes.
void append_json(std::string& out, std::string_view value) {
  const std::string quoted = boost::json::serialize(boost::json::value(value));
  if (inside_quotes(out)) {
    out.append(quoted, 1, quoted.size() - 2);
  } else {
    out += quoted;
  }
}

void append_xml(std::string& out, std::string_view value) {
  for (const char c : value) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&apos;";
        break;
      default:
        out += c;
    }
  }
}

}  // namespace

Result<void> append_escaped(std::string& out, std::string_view value, Format format) {
  if (format == Format::json || format == Format::yaml) {
    append_json(out, value);
    return {};
  }
  if (std::ranges::any_of(value, is_control)) {
    return refused(value, "has a control character, which has no place here");
  }
  switch (format) {
    case Format::argument:
      if (out.empty() && value.starts_with('-')) {
        return refused(value, "would be taken for an option: an argument must not begin with it");
      }
      break;
    case Format::ini:
      if (value.find_first_of("#;") != std::string_view::npos || trim(value) != value) {
        return refused(value, "cannot be written to an INI file, which has no escapes for it");
      }
      break;
    case Format::xml:
      append_xml(out, value);
      return {};
    default:
      break;
  }
  out += value;
  return {};
}

}  // namespace archgym::host
