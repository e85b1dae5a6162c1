#include "base/text.hpp"

#include <algorithm>

namespace archgym::host {
namespace {

constexpr std::string_view k_replacement = "\xef\xbf\xbd";  // U+FFFD

bool between(unsigned char byte, unsigned char first, unsigned char last) {
  return byte >= first && byte <= last;
}

// The bytes of the character at the front, by table 3-7 of the Unicode standard (no surrogates, no
// overlong forms, nothing above U+10FFFF); 0 when there is none.
std::size_t character_size(std::string_view text) {
  const auto byte = [text](std::size_t k) { return static_cast<unsigned char>(text[k]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t size = between(first, 0xc2, 0xdf)   ? 2
                           : between(first, 0xe0, 0xef) ? 3
                           : between(first, 0xf0, 0xf4) ? 4
                                                        : 0;
  if (size == 0 || text.size() < size) return 0;
  const unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (!between(byte(1), low, high)) return 0;
  for (std::size_t k = 2; k < size; ++k) {
    if (!between(byte(k), 0x80, 0xbf)) return 0;
  }
  return size;
}

// C0, DEL and C1, which is U+0080 to U+009F.
bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (first < 0x20 || first == 0x7f) return true;
  return character.size() == 2 && first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;
}

std::string spelled(std::string_view control) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto code = static_cast<unsigned char>(control.back());
  return {'\\', 'x', digits[code >> 4], digits[code & 15]};
}

std::string without_controls(std::string_view text, std::string_view allowed) {
  const std::string valid = valid_text(text);
  std::string shown;
  shown.reserve(valid.size());
  for (std::string_view rest = valid; !rest.empty();) {
    const std::string_view character = rest.substr(0, character_size(rest));
    const bool plain = !is_control(character) || allowed.find(character) != allowed.npos;
    shown += plain ? std::string(character) : spelled(character);
    rest.remove_prefix(character.size());
  }
  return shown;
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string in_quotes(std::string_view text) {
  std::string result(1, '\'');
  result += text;
  result += '\'';
  return result;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view white = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string valid_text(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const auto plain = std::ranges::find_if(
        text, [](char byte) { return static_cast<unsigned char>(byte) - 1U >= 0x7fU; });
    const auto ascii = static_cast<std::size_t>(plain - text.begin());
    valid += text.substr(0, ascii);
    text.remove_prefix(ascii);
    if (text.empty()) break;
    const std::size_t size = text[0] == '\0' ? 0 : character_size(text);
    valid += size == 0 ? k_replacement : text.substr(0, size);
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return valid;
}

std::string harmless(std::string_view text) {
  return without_controls(text, "\n\t");
}

std::string harmless_line(std::string_view text) {
  return without_controls(text, "");
}

std::string shortened(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) return std::string(text);
  std::size_t size = longest;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  return std::string(text.substr(0, size)) + "...";
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string joined;
  for (const std::string& part : parts) {
    if (&part != parts.data()) joined += separator;
    joined += part;
  }
  return joined;
}

}  // namespace archgym::host
