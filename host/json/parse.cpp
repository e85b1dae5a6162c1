#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <memory>
#include <set>
#include <system_error>
#include <vector>

#include "json/json.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

constexpr std::size_t deepest = 64;

// Builds the value as Boost's own handler does, and also refuses repeated keys and rounds numbers
// correctly, which Boost.JSON 1.81 does not.
class Builder {
 public:
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  // The sentence about a failure that this handler found; empty for those of the parser.
  const std::string& problem() const { return problem_; }
  json::value release() { return stack_.release(); }

  bool on_document_begin(json::error_code&) {
    stack_.reset();
    return true;
  }
  bool on_document_end(json::error_code&) { return true; }

  bool on_object_begin(json::error_code&) {
    keys_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t size, json::error_code&) {
    keys_.pop_back();
    stack_.push_object(size);
    return true;
  }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t size, json::error_code&) {
    stack_.push_array(size);
    return true;
  }

  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    key_.append(part.data(), part.size());
    stack_.push_chars(part);
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code& code) {
    key_.append(part.data(), part.size());
    if (!keys_.back().insert(key_).second) {
      return refuse("key '" + key_ + "' appears twice in one object", code);
    }
    key_.clear();
    stack_.push_key(part);
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    stack_.push_chars(part);
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code&) {
    stack_.push_string(part);
    return true;
  }

  bool on_number_part(json::string_view part, json::error_code&) {
    number_.append(part.data(), part.size());
    return true;
  }
  bool on_int64(std::int64_t value, json::string_view, json::error_code&) {
    number_.clear();
    stack_.push_int64(value);
    return true;
  }
  bool on_uint64(std::uint64_t value, json::string_view, json::error_code&) {
    number_.clear();
    stack_.push_uint64(value);
    return true;
  }
  bool on_double(double value, json::string_view part, json::error_code& code) {
    number_.append(part.data(), part.size());
    double exact = value;
    const auto [end, error] =
        std::from_chars(number_.data(), number_.data() + number_.size(), exact);
    // Too small for a double is zero; too large is an error.
    if (error == std::errc::result_out_of_range && !(std::abs(value) < 1)) {
      return refuse("number " + number_ + " is too large", code);
    }
    number_.clear();
    stack_.push_double(error == std::errc() ? exact : value);
    return true;
  }

  bool on_bool(bool value, json::error_code&) {
    stack_.push_bool(value);
    return true;
  }
  bool on_null(json::error_code&) {
    stack_.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  bool refuse(std::string problem, json::error_code& code) {
    problem_ = std::move(problem);
    code = make_error_code(boost::system::errc::invalid_argument);
    return false;
  }

  json::value_stack stack_;
  std::vector<std::set<std::string>> keys_;  // of the objects that are open
  std::string key_, number_, problem_;       // the parser may deliver a text in parts
};

std::string position(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return std::to_string(line) + ":" + std::to_string(offset - line_start + 1);
}

std::string found_at(std::string_view text, std::size_t offset) {
  const auto c = static_cast<unsigned char>(text[offset]);
  if (c == '\n') return "end of line";
  if (c < 0x20 || c >= 0x7f) return "byte " + std::to_string(c);
  return "'" + std::string(1, text[offset]) + "'";
}

std::string describe(const json::error_code& code, std::string_view text, std::size_t offset) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return "expected JSON, found an empty text";
  if (code == json::error::incomplete || offset >= text.size()) {
    return "the text ends inside a JSON value";
  }
  const std::string found = found_at(text, offset);
  if (code == json::error::extra_data) return "unexpected " + found + " after the JSON value";
  if (code == json::error::too_deep) {
    return "nested deeper than " + std::to_string(deepest) + " levels";
  }
  if (code == json::error::syntax) {
    const std::size_t last = text.substr(0, offset).find_last_not_of(" \t\r\n");
    const bool after_comma = last != std::string_view::npos && text[last] == ',';
    if (after_comma && (text[offset] == '}' || text[offset] == ']')) {
      return "unexpected " + found + " after ',': JSON has no trailing commas";
    }
    if (text[offset] == '/' || text[offset] == '#') {
      return "unexpected " + found + ": JSON has no comments";
    }
    if (text[offset] == '\'') return "unexpected " + found + ": JSON text is in double quotes";
    return "unexpected " + found;
  }
  return code.message() + " at " + found;
}

}  // namespace

Result<json::value> parse(std::string_view text, std::string_view where) try {
  // The mark that some editors put in front says nothing (RFC 8259, 8.1).
  constexpr std::string_view k_byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(k_byte_order_mark)) text.remove_prefix(k_byte_order_mark.size());
  json::parse_options options;
  options.max_depth = deepest;
  json::basic_parser<Builder> parser(options);
  json::error_code code;
  std::size_t offset = parser.write_some(false, text.data(), text.size(), code);
  if (!code && offset < text.size()) {
    offset = std::min(text.find_first_not_of(" \t\r\n", offset), text.size());
    if (offset < text.size()) code = json::error::extra_data;
  }
  if (code) {
    const std::string& problem = parser.handler().problem();
    return bad_input(std::string(where) + ":" + position(text, std::min(offset, text.size())) +
                     ": " + (problem.empty() ? describe(code, text, offset) : problem));
  }
  return parser.handler().release();
} catch (const std::exception& error) {
  return failure(std::string(where) + ": cannot read the JSON text: " + error.what());
}

Result<std::string> read_text(const std::filesystem::path& file) {
  const auto refuse = [&file](const std::string& why) {
    return bad_input("cannot read " + file.string() + ": " + why);
  };
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) return refuse("it is a directory");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> input(std::fopen(file.c_str(), "rbe"),
                                                              std::fclose);
  if (!input) {
    return bad_input("cannot open " + file.string() + ": " +
                     std::generic_category().message(errno));
  }
  std::string text;
  std::array<char, 64 << 10> buffer;
  while (const std::size_t bytes = std::fread(buffer.data(), 1, buffer.size(), input.get())) {
    text.append(buffer.data(), bytes);
    if (text.size() > k_largest_text) {
      return refuse("it has more than " + std::to_string(k_largest_text) + " bytes");
    }
  }
  if (std::ferror(input.get())) return refuse(std::generic_category().message(errno));
  return text;
}

Result<json::value> read_file(const std::filesystem::path& file) {
  return read_text(file).and_then(
      [&](const std::string& text) { return parse(text, file.string()); });
}

}  // namespace archgym::host
