#include "json/member.hpp"

namespace archgym::host {
namespace json = boost::json;

std::string text_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value ? std::string(value->as_string()) : std::string();
}

std::vector<std::string> texts_at(const json::object& object, std::string_view key) {
  const json::array& list = list_at(object, key);
  std::vector<std::string> texts;
  texts.reserve(list.size());
  for (const json::value& value : list) texts.emplace_back(value.as_string());
  return texts;
}

const json::array& list_at(const json::object& object, std::string_view key) {
  static const json::array none;
  const json::value* value = object.if_contains(key);
  return value ? value->as_array() : none;
}

bool flag_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->as_bool();
}

const json::object& object_at(const json::object& object, std::string_view key) {
  static const json::object none;
  const json::value* value = object.if_contains(key);
  return value ? value->as_object() : none;
}

}  // namespace archgym::host
