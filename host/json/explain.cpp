#include "json/explain.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "json/json.hpp"
#include "json/pattern.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

// The higher, the more likely it is the mistake that was made and not a consequence of it.
enum class Weight { missing_key, unknown_key, wrong_kind, wrong_value, wrong_key };

struct Violation {
  std::string path;
  std::string message;
  Weight weight;
};
using Violations = std::vector<Violation>;

const Violation& most_telling(const Violations& violations) {
  return *std::max_element(violations.begin(), violations.end(),
                           [](const auto& a, const auto& b) { return a.weight < b.weight; });
}

const json::value* member(const json::object& object, std::string_view key) {
  return object.if_contains(key);
}

std::string key_path(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

// A value as people see it in the file, shortened.
std::string show(const json::value& value) {
  constexpr std::size_t longest = 60;
  if (const json::string* text = value.if_string(); text && text->size() <= longest) {
    return "'" + std::string(*text) + "'";
  }
  std::string text = compact(value);
  if (text.size() > longest) text = text.substr(0, longest) + "...";
  return text;
}

std::string noun(std::string_view type) {
  if (type == "string") return "a text";
  if (type == "integer") return "an integer";
  if (type == "number") return "a number";
  if (type == "boolean") return "true or false";
  if (type == "array") return "a list";
  if (type == "object") return "an object";
  return "null";
}

bool has_type(const json::value& value, std::string_view type) {
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_int64();  // as valijson does it
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_bool();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  return type == "null" && value.is_null();
}

std::vector<std::string> type_names(const json::value& type) {
  std::vector<std::string> names;
  if (const json::string* name = type.if_string()) names.emplace_back(*name);
  if (const json::array* list = type.if_array()) {
    for (const json::value& name : *list) {
      if (name.is_string()) names.emplace_back(name.get_string());
    }
  }
  return names;
}

std::vector<std::string> keys_of(const json::object& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object) {
    if (!(value.is_bool() && !value.get_bool())) keys.emplace_back(key);
  }
  return keys;
}

std::string count(std::uint64_t n, std::string_view what) {
  return std::to_string(n) + " " + std::string(what) + (n == 1 ? "" : "s");
}

// UTF-8 code points, which is what the length keywords count.
std::uint64_t letters(std::string_view text) {
  return static_cast<std::uint64_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

// "kind is 'environment'" from an `if` that looks at properties, in the words of the document.
std::string condition_text(const json::value& condition, const json::value& document) {
  const json::object* schema = condition.if_object();
  const json::value* properties = schema ? member(*schema, "properties") : nullptr;
  const json::object* object = document.if_object();
  if (properties == nullptr || !properties->is_object() || object == nullptr) return {};
  std::string text;
  for (const auto& [key, property] : properties->get_object()) {
    const json::value* value = member(*object, key);
    if (value == nullptr) continue;
    if (!text.empty()) text += " and ";
    text += std::string(key) + " is " + show(*value);
  }
  return text;
}

class Explainer {
 public:
  explicit Explainer(const json::value& root) : root_(root) {}

  // `condition` is why this schema applies, for messages: "type is 'real'".
  Violations check(const json::value& schema, const json::value& value, const std::string& path,
                   const std::string& condition = {}) const {
    if (const bool* allowed = schema.if_bool()) {
      if (*allowed) return {};
      return {{path, show(value) + " is not allowed" + where(condition), Weight::wrong_value}};
    }
    const json::object* keywords = schema.if_object();
    if (keywords == nullptr) return {};
    if (member(*keywords, "$ref")) {
      const json::value* target = resolve_reference(root_, schema);
      return target ? check(*target, value, path, condition) : Violations{};
    }
    Violations found;
    const bool right_kind = check_kind(*keywords, value, path, found);
    if (right_kind) {
      if (value.is_number()) check_number(*keywords, value, path, found);
      if (value.is_string()) check_text(*keywords, value.get_string(), path, found);
      if (value.is_array()) check_list(*keywords, value.get_array(), path, found);
      if (value.is_object()) check_object(*keywords, value.get_object(), path, condition, found);
      check_combinations(*keywords, value, path, condition, found);
    }
    return found;
  }

 private:
  static std::string where(const std::string& condition) {
    return condition.empty() ? std::string() : " where " + condition;
  }

  static void append(Violations& to, Violations from) {
    std::move(from.begin(), from.end(), std::back_inserter(to));
  }

  static bool check_kind(const json::object& keywords, const json::value& value,
                         const std::string& path, Violations& found) {
    const std::size_t before = found.size();
    if (const json::value* type = member(keywords, "type")) {
      const std::vector<std::string> names = type_names(*type);
      if (std::none_of(names.begin(), names.end(),
                       [&](const auto& name) { return has_type(value, name); })) {
        std::vector<std::string> nouns;
        nouns.reserve(names.size());
        for (const std::string& name : names) nouns.push_back(noun(name));
        found.push_back({path,
                         "expected " + join(nouns, " or ") + ", found " + show(value) +
                             (value.is_uint64() ? ", which is too large" : ""),
                         Weight::wrong_kind});
      }
    }
    if (const json::value* constant = member(keywords, "const"); constant && *constant != value) {
      found.push_back(
          {path, "expected " + show(*constant) + ", found " + show(value), Weight::wrong_value});
    }
    const json::value* list = member(keywords, "enum");
    if (list && list->is_array() && found.size() == before) {
      const json::array& values = list->get_array();
      if (std::find(values.begin(), values.end(), value) == values.end()) {
        found.push_back({path, not_in(values, value), Weight::wrong_value});
      }
    }
    return found.size() == before;
  }

  static std::string not_in(const json::array& values, const json::value& value) {
    std::vector<std::string> texts;
    for (const json::value& allowed : values) {
      texts.push_back(allowed.is_string() ? std::string(allowed.get_string()) : show(allowed));
    }
    const std::string name = value.is_string() ? std::string(value.get_string()) : show(value);
    return show(value) + " is not allowed" + suggestion(name, texts);
  }

  static void check_number(const json::object& keywords, const json::value& value,
                           const std::string& path, Violations& found) {
    const double number = value.to_number<double>();
    const auto limit = [&](const char* key, auto breaks, const char* what) {
      const json::value* bound = member(keywords, key);
      if (bound && bound->is_number() && breaks(number, bound->to_number<double>())) {
        found.push_back({path,
                         show(value) + " is out of range; expected " + what + " " + show(*bound),
                         Weight::wrong_value});
      }
    };
    limit("minimum", std::less<>(), "at least");
    limit("maximum", std::greater<>(), "at most");
    limit("exclusiveMinimum", std::less_equal<>(), "more than");
    limit("exclusiveMaximum", std::greater_equal<>(), "less than");
    limit(
        "multipleOf", [](double a, double b) { return std::fmod(a, b) != 0; }, "a multiple of");
  }

  static void check_text(const json::object& keywords, const json::string& text,
                         const std::string& path, Violations& found) {
    const std::uint64_t length = letters(text);
    if (const json::value* least = member(keywords, "minLength");
        least && least->is_int64() && length < least->to_number<std::uint64_t>()) {
      found.push_back({path,
                       text.empty() ? "expected a text, found an empty one"
                                    : "expected at least " +
                                          count(least->to_number<std::uint64_t>(), "character") +
                                          ", found '" + std::string(text) + "'",
                       Weight::wrong_value});
    }
    if (const json::value* most = member(keywords, "maxLength");
        most && most->is_int64() && length > most->to_number<std::uint64_t>()) {
      found.push_back({path,
                       "expected at most " + count(most->to_number<std::uint64_t>(), "character") +
                           ", found " + std::to_string(length),
                       Weight::wrong_value});
    }
    const json::value* pattern = member(keywords, "pattern");
    if (pattern && text.size() > longest_matched_text) {
      found.push_back({path, too_long(text.size()), Weight::wrong_value});
    } else if (pattern && pattern->is_string() && !matches(pattern->get_string(), text)) {
      // The schemas of this project put the pattern in words into $comment.
      const json::value* words = member(keywords, "$comment");
      found.push_back({path,
                       "'" + std::string(text) + "' is not allowed; expected " +
                           (words && words->is_string()
                                ? std::string(words->get_string())
                                : "a text that matches " + std::string(pattern->get_string())),
                       Weight::wrong_value});
    }
  }

  static std::string too_long(std::size_t size) {
    return "expected at most " + std::to_string(longest_matched_text) + " bytes, found " +
           std::to_string(size);
  }

  void check_list(const json::object& keywords, const json::array& list, const std::string& path,
                  Violations& found) const {
    const auto size = static_cast<std::uint64_t>(list.size());
    if (const json::value* least = member(keywords, "minItems");
        least && least->is_int64() && size < least->to_number<std::uint64_t>()) {
      found.push_back({path,
                       "expected at least " + count(least->to_number<std::uint64_t>(), "item") +
                           ", found " + std::to_string(size),
                       Weight::wrong_value});
    }
    if (const json::value* most = member(keywords, "maxItems");
        most && most->is_int64() && size > most->to_number<std::uint64_t>()) {
      found.push_back({path,
                       "expected at most " + count(most->to_number<std::uint64_t>(), "item") +
                           ", found " + std::to_string(size),
                       Weight::wrong_value});
    }
    if (const json::value* unique = member(keywords, "uniqueItems");
        unique && unique->is_bool() && unique->get_bool()) {
      for (std::size_t i = 1; i < list.size(); ++i) {
        if (std::find(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(i), list[i]) !=
            list.begin() + static_cast<std::ptrdiff_t>(i)) {
          found.push_back({path, show(list[i]) + " appears twice", Weight::wrong_value});
        }
      }
    }
    const json::value* items = member(keywords, "items");
    if (items == nullptr) return;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const json::value* item = items;
      if (items->is_array()) {
        if (i >= items->get_array().size()) break;
        item = &items->get_array()[i];
      }
      append(found, check(*item, list[i], path + "[" + std::to_string(i) + "]"));
    }
  }

  void check_object(const json::object& keywords, const json::object& object,
                    const std::string& path, const std::string& condition,
                    Violations& found) const {
    static const json::object none;
    const json::value* declared = member(keywords, "properties");
    const json::object& properties =
        declared && declared->is_object() ? declared->get_object() : none;
    const json::value* others = member(keywords, "additionalProperties");
    const json::value* patterns = member(keywords, "patternProperties");
    for (const auto& [key, value] : object) {
      const std::string inside = key_path(path, key);
      if (const json::value* property = member(properties, key)) {
        if (property->is_bool() && !property->get_bool()) {
          found.push_back({path, "key '" + std::string(key) + "' is not allowed" + where(condition),
                           Weight::wrong_key});
        } else {
          append(found, check(*property, value, inside));
        }
        continue;
      }
      bool matched = false;
      if (patterns && key.size() > longest_matched_text) {
        found.push_back({path, "a key: " + too_long(key.size()), Weight::wrong_key});
        continue;
      }
      if (patterns && patterns->is_object()) {
        for (const auto& [pattern, schema] : patterns->get_object()) {
          if (!matches(pattern, key)) continue;
          matched = true;
          append(found, check(schema, value, inside));
        }
      }
      if (matched || others == nullptr) continue;
      if (others->is_bool() && !others->get_bool()) {
        const std::vector<std::string> known = keys_of(properties);
        const bool misspelt = !nearest(key, known).empty();
        found.push_back(
            {path,
             "unknown key '" + std::string(key) + "'" + where(condition) + suggestion(key, known),
             misspelt ? Weight::wrong_key : Weight::unknown_key});
      } else {
        append(found, check(*others, value, inside));
      }
    }
    if (const json::value* least = member(keywords, "minProperties");
        least && least->is_int64() && object.size() < least->to_number<std::uint64_t>()) {
      found.push_back({path,
                       "expected at least " + count(least->to_number<std::uint64_t>(), "key") +
                           ", found " + std::to_string(object.size()),
                       Weight::wrong_value});
    }
    check_presence(keywords, object, path, condition, found);
  }

  static void check_presence(const json::object& keywords, const json::object& object,
                             const std::string& path, const std::string& condition,
                             Violations& found) {
    if (const json::value* required = member(keywords, "required");
        required && required->is_array()) {
      for (const json::value& key : required->get_array()) {
        if (key.is_string() && !object.contains(key.get_string())) {
          found.push_back({path,
                           "key '" + std::string(key.get_string()) + "' is missing" +
                               (condition.empty() ? "" : ": it is required where " + condition),
                           Weight::missing_key});
        }
      }
    }
    const json::value* dependencies = member(keywords, "dependencies");
    if (dependencies == nullptr || !dependencies->is_object()) return;
    for (const auto& [key, needs] : dependencies->get_object()) {
      if (!object.contains(key) || !needs.is_array()) continue;
      for (const json::value& need : needs.get_array()) {
        if (need.is_string() && !object.contains(need.get_string())) {
          found.push_back(
              {path,
               "key '" + std::string(key) + "' needs key '" + std::string(need.get_string()) + "'",
               Weight::missing_key});
        }
      }
    }
  }

  void check_combinations(const json::object& keywords, const json::value& value,
                          const std::string& path, const std::string& condition,
                          Violations& found) const {
    if (const json::value* all = member(keywords, "allOf"); all && all->is_array()) {
      for (const json::value& schema : all->get_array()) {
        append(found, check(schema, value, path, condition));
      }
    }
    if (const json::value* test = member(keywords, "if")) {
      const bool holds = check(*test, value, path).empty();
      if (const json::value* branch = member(keywords, holds ? "then" : "else")) {
        append(found,
               check(*branch, value, path, holds ? condition_text(*test, value) : condition));
      }
    }
    for (const char* key : {"anyOf", "oneOf"}) {
      const json::value* any = member(keywords, key);
      if (any && any->is_array()) check_alternatives(any->get_array(), value, path, found);
    }
    if (const json::value* excluded = member(keywords, "not");
        excluded && check(*excluded, value, path).empty()) {
      found.push_back({path, show(value) + " is not allowed", Weight::wrong_value});
    }
  }

  // None of the alternatives fits: report the mistake in the one that was meant, which is the one
  // of the right kind, or else the kinds that would do.
  void check_alternatives(const json::array& alternatives, const json::value& value,
                          const std::string& path, Violations& found) const {
    std::vector<std::string> kinds;
    std::optional<Violations> meant;
    for (const json::value& alternative : alternatives) {
      Violations broken = check(alternative, value, path);
      if (broken.empty()) return;
      const Violation& worst = most_telling(broken);
      if (worst.weight == Weight::wrong_kind && worst.path == path) {
        const std::string_view message = worst.message;
        constexpr std::size_t start = std::string_view("expected ").size();
        kinds.emplace_back(message.substr(start, message.rfind(", found ") - start));
      } else if (!meant) {
        meant = std::move(broken);
      }
    }
    if (meant) {
      append(found, std::move(*meant));
    } else {
      found.push_back(
          {path, "expected " + join(kinds, " or ") + ", found " + show(value), Weight::wrong_kind});
    }
  }

  const json::value& root_;
};

}  // namespace

const json::value* resolve_reference(const json::value& root, const json::value& schema) {
  const json::object* object = schema.if_object();
  const json::value* reference = object ? member(*object, "$ref") : nullptr;
  if (reference == nullptr || !reference->is_string()) return nullptr;
  std::string_view pointer = reference->get_string();
  if (!pointer.starts_with('#')) return nullptr;
  pointer.remove_prefix(1);
  json::error_code code;
  return root.find_pointer(pointer, code);
}

std::string explain_violation(const json::value& schema, const json::value& document) {
  const Violations violations = Explainer(schema).check(schema, document, "");
  if (violations.empty()) return {};
  const Violation& violation = most_telling(violations);
  return violation.path.empty() ? violation.message : violation.path + ": " + violation.message;
}

}  // namespace archgym::host
