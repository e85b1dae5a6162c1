// Reading JSON objects so that every error names the file and the key.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace dramsys {

// Parse a file; throws InputError if it cannot be read, is not JSON or not an object.
boost::json::object read_json_file(const std::string& path);

// The same from a text; `where` stands for the file in messages.
boost::json::object parse_json_object(std::string_view text, const std::string& where);

// An object and the place it comes from, for messages such as "ddr3.json: timing.nRCD: ...".
class JsonObject {
 public:
  JsonObject(const boost::json::object& object, std::string where)
      : object_(object), where_(std::move(where)) {}

  const std::string& where() const { return where_; }
  bool has(std::string_view key) const { return object_.contains(key); }

  // Throws if a key is there that is not in `known`; suggests the nearest known one.
  void allow(std::initializer_list<std::string_view> known) const;
  void allow(const std::vector<std::string_view>& known) const;

  JsonObject object(std::string_view key) const;
  std::string text(std::string_view key) const;
  // A number not below `least`.
  double number(std::string_view key, double least) const;
  // A whole number from `least` to `most`.
  std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most) const;
  // The same, and a power of two.
  std::uint32_t power_of_two(std::string_view key, std::int64_t most) const;
  std::vector<std::uint32_t> bit_positions(std::string_view key) const;
  const boost::json::array& array(std::string_view key) const;

  [[noreturn]] void fail(std::string_view key, const std::string& problem) const;

 private:
  const boost::json::value& at(std::string_view key, const char* expected) const;

  const boost::json::object& object_;
  std::string where_;
};

}  // namespace dramsys
