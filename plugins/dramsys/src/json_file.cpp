#include "json_file.hpp"

#include <algorithm>
#include <bit>
#include <fstream>
#include <sstream>

#include "error.hpp"
#include "nearest_name.hpp"

namespace dramsys {

boost::json::object read_json_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError(path + ": cannot open the file");
  std::ostringstream text;
  text << file.rdbuf();
  return parse_json_object(text.str(), path);
}

boost::json::object parse_json_object(std::string_view text, const std::string& where) {
  boost::json::error_code error;
  boost::json::value value = boost::json::parse(text, error);
  if (error) throw InputError(where + ": not valid JSON: " + error.message());
  if (!value.is_object()) throw InputError(where + ": expected a JSON object");
  return std::move(value.as_object());
}

void JsonObject::allow(std::initializer_list<std::string_view> known) const {
  allow(std::vector<std::string_view>(known));
}

void JsonObject::allow(const std::vector<std::string_view>& known) const {
  for (const auto& member : object_) {
    if (std::find(known.begin(), known.end(), std::string_view(member.key())) != known.end())
      continue;
    fail(member.key(), "unknown key" + did_you_mean(member.key(), known));
  }
}

JsonObject JsonObject::object(std::string_view key) const {
  const auto* found = at(key, "an object").if_object();
  if (!found) fail(key, "expected an object");
  return {*found,
          where_ + (where_.find(": ") == std::string::npos ? ": " : ".") + std::string(key)};
}

std::string JsonObject::text(std::string_view key) const {
  const auto* found = at(key, "a text").if_string();
  if (!found) fail(key, "expected a text");
  return std::string(*found);
}

double JsonObject::number(std::string_view key, double least) const {
  const boost::json::value& value = at(key, "a number");
  if (!value.is_number()) fail(key, "expected a number");
  const auto number = value.to_number<double>();
  if (!(number >= least))
    fail(key, "expected a number not below " + boost::json::serialize(boost::json::value(least)) +
                  ", found " + boost::json::serialize(value));
  return number;
}

std::int64_t JsonObject::integer(std::string_view key, std::int64_t least,
                                 std::int64_t most) const {
  const std::string range =
      "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  const boost::json::value& value = at(key, range.c_str());
  boost::json::error_code error;
  const std::int64_t number = value.is_number() ? value.to_number<std::int64_t>(error) : least - 1;
  if (error || number < least || number > most)
    fail(key, "expected " + range + ", found " + boost::json::serialize(value));
  return number;
}

std::uint32_t JsonObject::power_of_two(std::string_view key, std::int64_t most) const {
  const std::int64_t value = integer(key, 1, most);
  if (!std::has_single_bit(static_cast<std::uint64_t>(value)))
    fail(key, "expected a power of two, found " + std::to_string(value));
  return static_cast<std::uint32_t>(value);
}

const boost::json::array& JsonObject::array(std::string_view key) const {
  const auto* found = at(key, "an array").if_array();
  if (!found) fail(key, "expected an array");
  return *found;
}

std::vector<std::uint32_t> JsonObject::bit_positions(std::string_view key) const {
  std::vector<std::uint32_t> bits;
  for (const boost::json::value& value : array(key)) {
    boost::json::error_code error;
    const auto bit = value.is_number() ? value.to_number<std::int64_t>(error) : -1;
    if (error || bit < 0 || bit > 62)
      fail(key, "expected bit numbers from 0 to 62, found " + boost::json::serialize(value));
    bits.push_back(static_cast<std::uint32_t>(bit));
  }
  return bits;
}

void JsonObject::fail(std::string_view key, const std::string& problem) const {
  const char* separator = where_.find(": ") == std::string::npos ? ": " : ".";
  throw InputError(where_ + separator + std::string(key) + ": " + problem);
}

const boost::json::value& JsonObject::at(std::string_view key, const char* expected) const {
  const boost::json::value* value = object_.if_contains(key);
  if (!value) fail(key, std::string("missing, expected ") + expected);
  return *value;
}

}  // namespace dramsys
