#include "json/schema_check.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "base/suggest.hpp"
#include "json/explain.hpp"
#include "json/pattern.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

constexpr std::string_view types[] = {"array",  "boolean", "integer", "null",
                                      "number", "object",  "string"};

bool is_type(const json::value& name) {
  return name.is_string() && std::find(std::begin(types), std::end(types),
                                       std::string_view(name.get_string())) != std::end(types);
}

Result<void> check_keywords(const json::value& schema) {
  if (const json::array* list = schema.if_array()) {
    for (const json::value& item : *list) {
      if (auto checked = check_keywords(item); !checked) return checked;
    }
  }
  const json::object* keywords = schema.if_object();
  if (keywords == nullptr) return {};
  for (const auto& [key, value] : *keywords) {
    if (key == "type" && value.is_string() && !is_type(value)) {
      const std::vector<std::string> known(std::begin(types), std::end(types));
      const std::string name(value.get_string());
      return bad_input("unknown type '" + name + "'" + suggestion(name, known));
    }
    if (key == "pattern" && value.is_string()) {
      if (auto checked = check_pattern(value.get_string()); !checked) return checked;
    }
    if (key == "patternProperties" && value.is_object()) {
      for (const auto& [pattern, described] : value.get_object()) {
        if (auto checked = check_pattern(pattern); !checked) return checked;
      }
    }
    const bool data = key == "default" || key == "enum" || key == "const" || key == "examples";
    if (data) continue;
    if (auto checked = check_keywords(value); !checked) return checked;
  }
  return {};
}

// Looks for a schema that applies to a value because it applies to that same value.
class Loops {
 public:
  explicit Loops(const json::value& root) : root_(root) {}

  bool found(const json::value& schema) {
    if (const json::array* list = schema.if_array()) {
      return std::any_of(list->begin(), list->end(),
                         [this](const json::value& item) { return found(item); });
    }
    const json::object* keywords = schema.if_object();
    if (keywords == nullptr) return false;
    if (returns(schema)) return true;
    return std::any_of(keywords->begin(), keywords->end(),
                       [this](const auto& member) { return found(member.value()); });
  }

 private:
  enum class Mark { open, done };

  bool returns(const json::value& schema) {
    const auto [place, fresh] = marks_.emplace(&schema, Mark::open);
    if (!fresh) return place->second == Mark::open;
    if (const json::value* target = resolve_reference(root_, schema)) {
      if (returns(*target)) return true;
    }
    if (const json::object* keywords = schema.if_object()) {
      for (const char* key : {"allOf", "anyOf", "oneOf", "not", "if", "then", "else"}) {
        const json::value* same = keywords->if_contains(key);
        if (same && applies(*same)) return true;
      }
    }
    marks_[&schema] = Mark::done;
    return false;
  }

  bool applies(const json::value& schemas) {
    const json::array* list = schemas.if_array();
    if (list == nullptr) return returns(schemas);
    return std::any_of(list->begin(), list->end(),
                       [this](const json::value& schema) { return returns(schema); });
  }

  const json::value& root_;
  std::map<const json::value*, Mark> marks_;
};

}  // namespace

Result<void> check_schema(const json::value& schema) {
  if (auto checked = check_keywords(schema); !checked) return checked;
  if (Loops(schema).found(schema)) return bad_input("a $ref leads back to itself");
  return {};
}

}  // namespace archgym::host
