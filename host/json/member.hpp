// Members of an object that a schema has checked: what is there has the right form.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace archgym::host {

// "" when absent.
std::string text_at(const boost::json::object& object, std::string_view key);
// Empty when absent.
std::vector<std::string> texts_at(const boost::json::object& object, std::string_view key);
const boost::json::array& list_at(const boost::json::object& object, std::string_view key);
const boost::json::object& object_at(const boost::json::object& object, std::string_view key);
// False when absent.
bool flag_at(const boost::json::object& object, std::string_view key);

template <class T>
T number_at(const boost::json::object& object, std::string_view key, T otherwise) {
  const boost::json::value* value = object.if_contains(key);
  return value ? value->to_number<T>() : otherwise;
}

}  // namespace archgym::host
