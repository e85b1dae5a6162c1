#include "json/schema.hpp"

#include <algorithm>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "json/explain.hpp"
#include "json/json.hpp"
#include "json/pattern.hpp"
#include "json/schema_check.hpp"

#if !VALIJSON_USE_EXCEPTIONS
#error "valijson would call abort(): link its CMake target, which turns exceptions on"
#endif

namespace valijson {

// valijson compiles a std::regex for every validation, which takes longer than all the rest of it.
// So its two members that match do it our way.
using JsonVisitor = ValidationVisitor<adapters::BoostJsonAdapter>;

template <>
bool JsonVisitor::visit(const PatternConstraint& constraint) {
  if (!m_target.isString()) return true;
  const std::string pattern = constraint.getPattern<std::string::allocator_type>();
  if (archgym::host::matches(pattern, m_target.getString())) return true;
  if (m_results) m_results->pushError(m_context, "does not match the pattern " + pattern);
  return false;
}

template <>
template <>
bool JsonVisitor::ValidatePatternPropertySubschemas::operator()(
    const constraints::PropertiesConstraint::String& name, const Subschema* subschema) const {
  const std::string pattern(name.data(), name.size());
  for (const adapters::BoostJsonObjectMember& member : m_object) {
    if (!archgym::host::matches(pattern, member.first)) continue;
    m_propertiesMatched->insert(member.first);
    std::vector<std::string> context = m_context;
    context.push_back("[" + member.first + "]");
    JsonVisitor visitor(member.second, context, m_strictTypes, m_results, m_regexesCache);
    if (!visitor.validateSchema(*subschema)) *m_validated = false;
  }
  return true;
}

}  // namespace valijson

namespace archgym::host {
namespace {

namespace json = boost::json;

// valijson's own words, for keywords that explain_violation() does not know.
std::string raw_explanation(valijson::ValidationResults& results) {
  valijson::ValidationResults::Error error, deepest;
  while (results.popError(error)) {
    if (error.context.size() >= deepest.context.size()) deepest = error;
  }
  std::string path;
  for (const std::string& step : deepest.context) {
    if (step != "<root>") path += step;
  }
  return path.empty() ? deepest.description : path + ": " + deepest.description;
}

bool has_text_beyond(std::size_t size, const json::value& value) {
  if (const json::string* text = value.if_string()) return text->size() > size;
  if (const json::array* list = value.if_array()) {
    return std::any_of(list->begin(), list->end(),
                       [size](const json::value& item) { return has_text_beyond(size, item); });
  }
  const json::object* object = value.if_object();
  return object && std::any_of(object->begin(), object->end(), [size](const auto& member) {
           return member.key().size() > size || has_text_beyond(size, member.value());
         });
}

// The guards stop a schema that refers to itself.
constexpr int deepest_default = 32;

json::object fill(const json::value& root, const json::value* schema, json::object object,
                  int depth) {
  if (const json::value* target = resolve_reference(root, *schema)) schema = target;
  const json::object* keywords = schema->if_object();
  const json::value* properties = keywords ? keywords->if_contains("properties") : nullptr;
  if (properties == nullptr || !properties->is_object() || depth > deepest_default) return object;
  for (const auto& [key, declared] : properties->get_object()) {
    const json::value* property = &declared;
    if (const json::value* target = resolve_reference(root, *property)) property = target;
    if (!property->is_object()) continue;
    const json::value* initial = property->get_object().if_contains("default");
    if (initial && !object.contains(key)) object.emplace(key, *initial);
    if (json::value* given = object.if_contains(key); given && given->is_object()) {
      *given = fill(root, property, std::move(given->get_object()), depth + 1);
    }
  }
  return object;
}

}  // namespace

struct Schema::Compiled {
  json::value text;
  valijson::Schema schema;
};

Result<Schema> Schema::compile(const json::value& schema) try {
  if (!schema.is_object() && !schema.is_bool()) {
    return bad_input("not a JSON Schema: expected an object, found " + compact(schema));
  }
  if (auto checked = check_schema(schema); !checked) {
    return within("not a JSON Schema of draft 7", checked.error());
  }
  return compile_own(schema);
} catch (const std::exception& error) {
  return bad_input(std::string("not a JSON Schema of draft 7: ") + error.what());
}

Result<Schema> Schema::compile_own(json::value schema) try {
  auto compiled = std::make_shared<Compiled>();
  compiled->text = std::move(schema);
  valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
  const valijson::adapters::BoostJsonAdapter adapter(compiled->text);
  parser.populateSchema(adapter, compiled->schema);
  return Schema(std::move(compiled));
} catch (const std::exception& error) {
  return bad_input(std::string("not a JSON Schema of draft 7: ") + error.what());
}

Result<void> Schema::validate(const json::value& document, std::string_view where) const try {
  if (has_text_beyond(longest_matched_text, document)) {
    // valijson does not know longest_matched_text.
    if (std::string reason = explain_violation(compiled_->text, document); !reason.empty()) {
      return within(where, Error{Fault::input, std::move(reason)});
    }
  }
  valijson::Validator validator;
  const valijson::adapters::BoostJsonAdapter adapter(document);
  valijson::ValidationResults results;
  if (validator.validate(compiled_->schema, adapter, &results)) return {};
  std::string explanation = explain_violation(compiled_->text, document);
  if (explanation.empty()) explanation = raw_explanation(results);
  return within(where, Error{Fault::input, std::move(explanation)});
} catch (const std::exception& error) {
  return failure(std::string(where) + ": cannot be checked against its schema: " + error.what());
}

json::object Schema::with_defaults(const json::value& schema, json::object object) {
  return fill(schema, &schema, std::move(object), 0);
}

}  // namespace archgym::host
