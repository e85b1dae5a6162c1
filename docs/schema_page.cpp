// archgym-schema-page FILE: a JSON Schema as a Markdown page on stdout.
#include <cstdio>
#include <string>
#include <vector>

#include "json/json.hpp"

namespace json = boost::json;
using archgym::host::compact;

namespace {

std::string text_member(const json::object& object, const char* key) {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) {
    text.insert(at, 1, '\\');
  }
  return text;
}

std::string code(const std::string& text) {
  return "`" + text + "`";
}

// What a value may be: "integer >= 1", "one of `a`, `b`", a link to a definition.
std::string type_of(const json::object& schema) {
  if (const auto reference = text_member(schema, "$ref"); !reference.empty()) {
    const auto name = reference.substr(reference.rfind('/') + 1);
    return "[" + name + "](#" + name + ")";
  }
  if (const auto* values = schema.if_contains("enum")) {
    std::string list;
    for (const auto& value : values->as_array()) {
      list += (list.empty() ? "" : ", ") +
              code(value.is_string() ? std::string(value.as_string()) : compact(value));
    }
    return "one of " + list;
  }
  if (const auto* value = schema.if_contains("const")) return code(compact(*value));
  std::string type = text_member(schema, "type");
  if (const auto* types = schema.if_contains("type"); types && types->is_array()) {
    for (const auto& each : types->as_array()) {
      type += (type.empty() ? "" : " or ") + std::string(each.as_string());
    }
  }
  if (const auto* items = schema.if_contains("items"); items && items->is_object()) {
    const std::string inner = type_of(items->as_object());
    if (!inner.empty()) type += " of " + inner;
  }
  for (const auto& [key, sign] :
       {std::pair{"minimum", ">="}, {"exclusiveMinimum", ">"}, {"maximum", "<="}}) {
    if (const auto* bound = schema.if_contains(key))
      type += std::string(" ") + sign + " " + compact(*bound);
  }
  if (const auto pattern = text_member(schema, "pattern"); !pattern.empty())
    type += " " + code(pattern);
  return type;
}

bool requires_member(const json::object& schema, std::string_view name) {
  const auto* required = schema.if_contains("required");
  if (!required) return false;
  for (const auto& each : required->as_array()) {
    if (each.as_string() == name) return true;
  }
  return false;
}

// The rows of an object's members; those of objects inside follow with a dotted name.
void add_members(const json::object& schema, const std::string& prefix, std::string& page) {
  const auto* properties = schema.if_contains("properties");
  if (!properties) return;
  for (const auto& [name, value] : properties->as_object()) {
    if (!value.is_object()) continue;
    const json::object& member = value.as_object();
    const std::string path = prefix + std::string(name);
    const auto* initial = member.if_contains("default");
    page += "| " + code(path) + " | " + cell(type_of(member)) + " | " +
            (requires_member(schema, name) ? "required"
             : initial                     ? cell(code(compact(*initial)))
                                           : "") +
            " | " + cell(text_member(member, "description")) + " |\n";
    add_members(member, path + ".", page);
    if (const auto* items = member.if_contains("items"); items && items->is_object()) {
      add_members(items->as_object(), path + "[].", page);
    }
  }
}

std::string members(const json::object& schema) {
  std::string rows;
  add_members(schema, "", rows);
  if (rows.empty()) return "";
  return "| member | type | default | meaning |\n|---|---|---|---|\n" + rows;
}

std::string page_of(const json::object& schema) {
  std::string page = "# " + text_member(schema, "title") + "\n\n" +
                     text_member(schema, "description") + "\n\n" + members(schema);
  if (const auto* definitions = schema.if_contains("definitions")) {
    for (const auto& [name, value] : definitions->as_object()) {
      if (!value.is_object()) continue;
      const json::object& definition = value.as_object();
      page += "\n## " + std::string(name) + "\n\n";
      if (const auto text = text_member(definition, "description"); !text.empty())
        page += text + "\n\n";
      const std::string table = members(definition);
      const std::string type = type_of(definition);
      page += !table.empty() ? table : type.empty() ? "" : "Type: " + type + "\n";
    }
  }
  return page;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: archgym-schema-page FILE\n", stderr);
    return 2;
  }
  const auto schema = archgym::host::read_file(argv[1]);
  if (!schema || !schema->is_object()) {
    std::fprintf(stderr, "archgym-schema-page: %s\n",
                 schema ? "not an object" : schema.error().message.c_str());
    return 2;
  }
  const std::string page = page_of(schema->as_object());
  std::fwrite(page.data(), 1, page.size(), stdout);
}
