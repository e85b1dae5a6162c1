#include <catch2/catch.hpp>
#include <embedded_schemas.hpp>

#include "json/json.hpp"
#include "json/schema.hpp"
#include "json/schemas.hpp"

using namespace archgym::host;
namespace json = boost::json;

namespace {

json::value value_of(std::string_view text) {
  return parse(text, "test").value();
}

std::string error(std::string_view schema, std::string_view document) {
  const auto compiled = Schema::compile(value_of(schema));
  REQUIRE(compiled);
  const auto result = compiled->validate(value_of(document), "x.json");
  return result ? "no error" : result.error().message;
}

}  // namespace

TEST_CASE("every embedded schema compiles and accepts a small document") {
  CHECK(run_schema().validate(value_of(R"({"plugin": "dramsys"})"), "run"));
  const json::value problem = value_of(R"json(
      {"problem_version": 1, "environment": "e", "workload": "", "config": {}, "parameters": [],
       "fidelity": null, "constraints": [],
       "objectives": [{"text": "minimize(t)", "direction": "minimize", "unit": "ns"}],
       "result_constraints": [], "budget": {}, "parallelism": 1, "seed": 1})json");
  CHECK(problem_schema().validate(problem, "problem"));
  const json::value manifest = value_of(R"json(
      {"manifest_version": 1, "id": "org.x", "name": "x", "kind": "agent", "version": "1.0.0",
       "summary": "s", "library": "l.so", "abi": {"major": 1}})json");
  CHECK(manifest_schema().validate(manifest, "manifest"));
}

TEST_CASE("the embedded schemas are schemas, which the program takes for granted") {
  for (const char* text : {archgym_manifest_schema, archgym_waivers_schema, archgym_run_schema,
                           archgym_replay_schema, archgym_problem_schema, archgym_process_schema,
                           archgym_ffi_schema, archgym_persistent_schema}) {
    const auto compiled = Schema::compile(value_of(text));
    CHECK((compiled ? "" : compiled.error().message) == "");
  }
}

TEST_CASE("a pattern applies wherever a schema applies, to texts and to keys") {
  const char* either = R"({"anyOf": [{"pattern": "^a"}, {"not": {"pattern": "z"}}]})";
  CHECK(error(either, R"("az")") == "no error");
  CHECK(error(either, R"("b")") == "no error");
  CHECK(error(either, R"("bz")") != "no error");
  CHECK(error(either, "3") == "no error");  // a pattern is about texts
  CHECK(error(R"({"not": {"pattern": "^a"}})", "3") != "no error");
  const char* keys = R"({"patternProperties": {"^n": {"type": "integer"}, "s$": {"minimum": 2}},
                         "additionalProperties": {"type": "string"}})";
  CHECK(error(keys, R"({"n": 1, "pears": 2, "other": "text"})") == "no error");
  CHECK(error(keys, R"({"n": "one"})") == "x.json: n: expected an integer, found 'one'");
  CHECK(error(keys, R"({"nuts": 1})") != "no error");  // each pattern that matches counts
  CHECK(error(keys, R"({"other": 1})") == "x.json: other: expected a text, found 1");
}

TEST_CASE("one violation, one sentence") {
  CHECK(error(R"({"type": "object"})", "[]") == "x.json: expected an object, found []");
  CHECK(error(R"({"properties": {"a": {"type": ["integer", "null"]}}})", R"({"a": "1"})") ==
        "x.json: a: expected an integer or null, found '1'");
  CHECK(error(R"({"properties": {"a": {"items": {"enum": ["red", "green"]}}}})",
              R"({"a": ["red", "grene"]})") ==
        "x.json: a[1]: 'grene' is not allowed (did you mean 'green'?)");
  CHECK(error(R"({"enum": [1, 2]})", "3") == "x.json: 3 is not allowed; expected one of 1, 2");
  CHECK(error(R"({"properties": {"v": {"const": 1}}})", R"({"v": 2})") ==
        "x.json: v: expected 1, found 2");
  CHECK(error(R"({"properties": {"seed": true, "batch": true}, "additionalProperties": false})",
              R"({"sead": 1})") == "x.json: unknown key 'sead' (did you mean 'seed'?)");
  CHECK(error(R"({"properties": {"seed": true, "batch": true}, "additionalProperties": false})",
              R"({"zebra": 1})") == "x.json: unknown key 'zebra'; expected one of seed, batch");
  CHECK(error(R"({"required": ["a", "b"]})", R"({"a": 1})") == "x.json: key 'b' is missing");
  CHECK(error(R"({"dependencies": {"a": ["b"]}})", R"({"a": 1})") ==
        "x.json: key 'a' needs key 'b'");
  CHECK(error(R"({"minimum": 1})", "0") == "x.json: 0 is out of range; expected at least 1");
  CHECK(error(R"({"maximum": 1})", "2") == "x.json: 2 is out of range; expected at most 1");
  CHECK(error(R"({"exclusiveMinimum": 0})", "0") ==
        "x.json: 0 is out of range; expected more than 0");
  CHECK(error(R"({"exclusiveMaximum": 5})", "5") ==
        "x.json: 5 is out of range; expected less than 5");
  CHECK(error(R"({"multipleOf": 4})", "6") ==
        "x.json: 6 is out of range; expected a multiple of 4");
  CHECK(error(R"({"minLength": 1})", R"("")") == "x.json: expected a text, found an empty one");
  CHECK(error(R"({"minLength": 3})", R"("ab")") ==
        "x.json: expected at least 3 characters, found 'ab'");
  CHECK(error(R"({"maxLength": 1})", R"("ab")") == "x.json: expected at most 1 character, found 2");
  CHECK(error(R"({"pattern": "^a+$", "$comment": "only the letter a"})", R"("ab")") ==
        "x.json: 'ab' is not allowed; expected only the letter a");
  CHECK(error(R"({"pattern": "^a+$"})", R"("ab")") ==
        "x.json: 'ab' is not allowed; expected a text that matches ^a+$");
  CHECK(error(R"({"minItems": 2})", "[1]") == "x.json: expected at least 2 items, found 1");
  CHECK(error(R"({"maxItems": 1})", "[1, 2]") == "x.json: expected at most 1 item, found 2");
  CHECK(error(R"({"uniqueItems": true})", R"(["a", "b", "a"])") == "x.json: 'a' appears twice");
  CHECK(error(R"({"minProperties": 1})", "{}") == "x.json: expected at least 1 key, found 0");
  CHECK(error(R"({"not": {"type": "string"}})", R"("a")") == "x.json: 'a' is not allowed");
}

TEST_CASE("a condition is named, and the alternative that was meant is the one explained") {
  const char* shape = R"({
    "properties": {"kind": {"enum": ["circle", "square"]}},
    "allOf": [
      {"if": {"properties": {"kind": {"const": "circle"}}, "required": ["kind"]},
       "then": {"required": ["radius"], "properties": {"side": false}}},
      {"if": {"properties": {"kind": {"const": "square"}}, "required": ["kind"]},
       "then": {"properties": {"kind": true, "side": {"type": "number"}},
                "additionalProperties": false}}]})";
  CHECK(error(shape, R"({"kind": "circle"})") ==
        "x.json: key 'radius' is missing: it is required where kind is 'circle'");
  CHECK(error(shape, R"({"kind": "circle", "radius": 1, "side": 2})") ==
        "x.json: key 'side' is not allowed where kind is 'circle'");
  CHECK(error(shape, R"({"kind": "square", "sied": 2})") ==
        "x.json: unknown key 'sied' where kind is 'square' (did you mean 'side'?)");
  CHECK(error(shape, R"({"kind": "square", "side": "2"})") ==
        "x.json: side: expected a number, found '2'");
  CHECK(error(shape, R"({"kind": "circel", "sied": "2"})") ==
        "x.json: kind: 'circel' is not allowed (did you mean 'circle'?)");

  const char* either = R"({"anyOf": [{"type": "string"},
                                     {"type": "object", "required": ["file"]}]})";
  CHECK(error(either, "7") == "x.json: expected a text or an object, found 7");
  CHECK(error(either, "{}") == "x.json: key 'file' is missing");
}

TEST_CASE("the likely cause comes before its consequences") {
  // A misspelt key makes another one missing.
  CHECK(error(R"({"properties": {"default": true}, "required": ["default"],
                  "additionalProperties": false})",
              R"({"deafult": 1})") == "x.json: unknown key 'deafult' (did you mean 'default'?)");
}

TEST_CASE("references are followed, and a keyword not explained here is still enforced") {
  CHECK(
      error(R"({"definitions": {"n": {"type": "integer"}}, "items": {"$ref": "#/definitions/n"}})",
            R"([1, "2"])") == "x.json: [1]: expected an integer, found '2'");
  const std::string message =
      error(R"({"properties": {"a": {"contains": {"const": 1}}}})", R"({"a": [2]})");
  CHECK(message.find("x.json: [a]: ") == 0);
}

TEST_CASE("a text of any length is checked without exhausting the stack") {
  const std::string long_text(1000000, 'a');
  const std::string document = R"({"id": ")" + long_text + R"("})";
  CHECK(error(R"({"properties": {"id": {"pattern": "^(a|b)+$"}}})", document) ==
        "x.json: id: expected at most 1024 bytes, found 1000000");
  CHECK(error(R"({"patternProperties": {"^(a|b)+$": {}}})", R"({")" + long_text + R"(": 1})") ==
        "x.json: a key: expected at most 1024 bytes, found 1000000");
  CHECK(error(R"({"properties": {"id": {"type": "string"}}})", document) == "no error");
}

TEST_CASE("what is not a schema is refused") {
  CHECK_FALSE(Schema::compile(value_of(R"({"minimum": "one"})")));
  CHECK_FALSE(Schema::compile(value_of(R"({"$ref": "https://example.org/other.json"})")));
  CHECK_FALSE(Schema::compile(value_of(R"({"properties": {"a": {"type": "strnig"}}})")));
  CHECK_FALSE(Schema::compile(value_of(R"({"pattern": "(unclosed"})")));
  CHECK_FALSE(Schema::compile(value_of(R"({"patternProperties": {"(unclosed": {}}})")));
  const auto looks_ahead = Schema::compile(value_of(R"json({"pattern": "a(?=b)"})json"));
  REQUIRE_FALSE(looks_ahead);
  CHECK(looks_ahead.error().message ==
        "not a JSON Schema of draft 7: 'a(?=b)' is no regular expression: "
        "invalid perl operator: (?=");
  CHECK_FALSE(Schema::compile(value_of("3")));
  for (const char* endless :
       {R"({"$ref": "#"})", R"({"items": {"anyOf": [{"type": "null"}, {"$ref": "#/items"}]}})",
        R"({"definitions": {"a": {"$ref": "#/definitions/b"},
                            "b": {"$ref": "#/definitions/a"}}})"}) {
    const auto schema = Schema::compile(value_of(endless));
    REQUIRE_FALSE(schema);
    CHECK(schema.error().message == "not a JSON Schema of draft 7: a $ref leads back to itself");
  }
  // A schema that refers to itself further inside is fine: a tree.
  CHECK(error(R"({"properties": {"left": {"$ref": "#"}, "value": {"type": "number"}}})",
              R"({"left": {"left": {"value": "1"}}})") ==
        "x.json: left.left.value: expected a number, found '1'");
}

TEST_CASE("defaults are filled in, also inside") {
  const json::value schema = value_of(R"({
    "definitions": {"port": {"type": "integer", "default": 80}},
    "properties": {
      "memory": {"default": "ddr3"},
      "port": {"$ref": "#/definitions/port"},
      "limits": {"type": "object", "properties": {"seconds": {"default": 60}}},
      "log": {"default": {}, "properties": {"level": {"default": "info"}}},
      "none": {"type": "string"}}})");
  CHECK(Schema::with_defaults(schema, {}) ==
        value_of(R"({"memory": "ddr3", "port": 80, "log": {"level": "info"}})").as_object());
  CHECK(Schema::with_defaults(schema, value_of(R"({"limits": {}, "memory": "x"})").as_object()) ==
        value_of(R"({"limits": {"seconds": 60}, "memory": "x", "port": 80,
                     "log": {"level": "info"}})")
            .as_object());
}
