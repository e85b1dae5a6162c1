// Spaces for a configuration and a workload, from what a manifest or an environment declares.
#include "plugin/declared_space.hpp"

#include <catch2/catch.hpp>

#include "json/json.hpp"

using namespace archgym::host;
namespace json = boost::json;

namespace {

constexpr const char* k_path = "/plugins/toy/toy.archgym.json";

// A manifest with further members, as JSON text that begins with a comma.
Result<Manifest> manifest_with(const std::string& members) {
  return parse_manifest(R"json({
  "manifest_version": 1, "id": "org.example.toy", "name": "toy", "kind": "environment",
  "version": "1.0.0", "summary": "s", "library": "libtoy.so", "abi": {"major": 1},
  "config_schema": {"type": "object", "properties": {
    "words": {"type": "integer", "default": 64}, "mode": {"enum": ["a", "b"], "default": "a"}}},
  "metrics": [{"name": "time", "unit": "ns", "direction": "minimize", "description": "d"}])json" +
                            members + "}",
                        k_path);
}

const std::string k_workloads = R"json(,
  "workloads": [{"id": "wide", "description": "d", "constants": {"K": 96, "deep": true}},
                {"id": "thin", "description": "d", "constants": {"K": 10, "deep": false}}])json";

const std::string k_tile = R"json(,
  "parameters": [{"name": "Tile", "type": "integer", "minimum": 1, "maximum": "workload.K",
                  "default": "min(workload.K / 2, config.words)", "description": "d"}])json";

Manifest tiles(const std::string& more = "") {
  auto manifest = manifest_with(k_workloads + k_tile + more);
  INFO((manifest ? "" : manifest.error().message));
  REQUIRE(manifest);
  return std::move(*manifest);
}

std::string refusal(const std::string& members) {
  const auto manifest = manifest_with(members);
  if (manifest) return "";
  const std::string& message = manifest.error().message;
  CHECK(message.starts_with(std::string(k_path) + ": "));
  return message.substr(std::string(k_path).size() + 2);
}

std::int64_t initial(const Manifest& manifest) {
  return manifest.space->initial().front().as.i64;
}

}  // namespace

TEST_CASE("bounds and defaults follow the workload and the settings") {
  Manifest manifest = tiles();
  CHECK((*manifest.space)[0].upper == 96);  // the first workload, the default settings
  CHECK(initial(manifest) == 48);
  REQUIRE(settle_space(manifest, {{"words", 20}, {"mode", "a"}}, "wide"));
  CHECK(initial(manifest) == 20);
  REQUIRE(settle_space(manifest, {{"words", 64}, {"mode", "a"}}, "thin"));
  CHECK((*manifest.space)[0].upper == 10);
  CHECK(initial(manifest) == 5);
  // What is in use is complete: numbers, and the constants.
  const auto& parameter = manifest.settled.at("parameters").at(0);
  CHECK(parameter.at("maximum") == 10);
  CHECK(parameter.at("default") == 5);
  CHECK(manifest.settled.at("constants").at("workload.K") == 10);
  CHECK(manifest.settled.at("constants").at("workload") == "thin");
}

TEST_CASE("a settled space is the same to whoever takes it") {
  Manifest manifest = tiles(R"json(,
    "constraints": [{"require": "workload.K % Tile == 0 or config.mode == 'b'", "reason": "r"},
                    {"require": "workload.deep or Tile < 9", "reason": "r"}],
    "spaces": [{"id": "few", "description": "d", "parameters": {"Tile": {"maximum": 6, "default": 2}}}])json");
  REQUIRE(settle_space(manifest, {{"words", 64}, {"mode", "a"}}, "thin"));
  auto other = parse_manifest(manifest.text, k_path);
  REQUIRE(other);
  REQUIRE(take_settled_space(*other, manifest.settled));
  CHECK(other->settled == manifest.settled);
  const auto broken = [](const Space& space, std::int64_t tile) {
    const auto* constraint = space.broken(space.parse({{"Tile", tile}}).value());
    return constraint ? constraint->text : "";
  };
  for (const Manifest* each : {&manifest, &*other}) {
    CHECK(broken(*each->space, 3) == "workload.K % Tile == 0 or config.mode == 'b'");
    CHECK(broken(*each->space, 5).empty());
    CHECK(broken(*each->space, 10) == "workload.deep or Tile < 9");
    REQUIRE(each->spaces.size() == 1);
    CHECK((*each->spaces.front().space)[0].upper == 6);
  }
  json::object damaged = manifest.settled;
  damaged["parameters"].as_array()[0].as_object()["maximum"] = "many";
  CHECK_FALSE(take_settled_space(*other, damaged));
}

TEST_CASE("what a constant cannot be is said with its place") {
  CHECK(refusal(k_workloads + R"json(,
    "parameters": [{"name": "Tile", "type": "integer", "minimum": 1, "maximum": "workload.K / 5",
                    "default": 1, "description": "d"}])json") ==
        "parameter 'Tile': maximum: 'workload.K / 5' is 19.2, expected an integer");
  CHECK_THAT(refusal(k_workloads + R"json(,
    "parameters": [{"name": "Tile", "type": "integer", "minimum": 1, "maximum": "workload.L",
                    "default": 1, "description": "d"}])json"),
             Catch::StartsWith("parameter 'Tile': maximum: ") &&
                 Catch::Contains("did you mean 'workload.K'?"));
  CHECK_THAT(refusal(k_workloads + R"json(,
    "parameters": [{"name": "Tile", "type": "integer", "minimum": 1, "maximum": 9,
                    "default": "Tile", "description": "d"}])json"),
             Catch::StartsWith("parameter 'Tile': default: "));
  CHECK_THAT(refusal(k_workloads + R"json(,
    "parameters": [{"name": "Tile", "type": "real", "minimum": "1 / 0", "maximum": 9,
                    "default": 1, "description": "d"}])json"),
             Catch::StartsWith("parameter 'Tile': minimum: '1 / 0' is "));
  CHECK_THAT(refusal(k_workloads + R"json(,
    "parameters": [{"name": "workload", "type": "bool", "default": true, "description": "d"}])json"),
             Catch::Contains("the name stands for the workload"));
  CHECK(refusal(R"json(, "workloads": [{"id": "a", "description": "d", "constants": {"K": 1}},
                                       {"id": "b", "description": "d"}])json" +
                k_tile) == "workload 'b' has no constant 'K', which 'a' has");
  CHECK_THAT(refusal(k_workloads + R"json(,
    "constraints": [{"require": "workload == 'thinn'", "reason": "r"}])json" +
                     k_tile),
             Catch::Contains("did you mean 'thin'?"));
  CHECK_THAT(refusal(R"json(, "workloads": [{"id": "a", "description": "d",
                                             "constants": {"K": [1]}}])json" +
                     k_tile),
             Catch::Contains("constants.K") && Catch::Contains("found [1]"));
}

TEST_CASE("examples have values of the space of their workload") {
  const auto example = [](const char* tile, const char* workload) {
    return std::string(R"json(, "examples": [{"parameters": {"Tile": )json") + tile +
           R"json(}, "workload": ")json" + workload + R"json(", "metrics": {"time": 1}}])json";
  };
  tiles(example("90", "wide"));
  CHECK_THAT(refusal(k_workloads + k_tile + example("90", "thin")),
             Catch::StartsWith("examples[0]: ") && Catch::Contains("from 1 to 10"));
}

TEST_CASE("a default design may break a constraint on another workload, and that can be found") {
  Manifest manifest = tiles(R"json(,
    "constraints": [{"require": "Tile > 20", "reason": "large ones only"}])json");
  CHECK(check_default_designs(manifest));
  REQUIRE(settle_space(manifest, {{"words", 64}, {"mode", "a"}}, "thin"));
  CHECK_THAT(check_default_designs(manifest).error().message,
             Catch::Contains("the default design breaks the constraint Tile > 20"));
}

TEST_CASE("a manifest has a space, or says what it depends on") {
  const auto manifest = manifest_with(R"(, "space_depends_on": ["config", "workload"])");
  REQUIRE(manifest);
  CHECK(manifest->space_depends_on == std::vector<std::string>{"config", "workload"});
  CHECK(manifest->space->size() == 0);
  CHECK(manifest->settled.empty());
  CHECK_THAT(refusal(""), Catch::Contains("parameters"));
  CHECK_THAT(refusal(R"(, "space_depends_on": ["config"])" + k_workloads + k_tile),
             Catch::Contains("parameters"));
  CHECK_THAT(refusal(R"(, "space_depends_on": [])"), Catch::Contains("space_depends_on"));
  CHECK_THAT(refusal(R"(, "space_depends_on": ["seed"])"), Catch::Contains("seed"));
}

TEST_CASE("an answer is checked like a manifest") {
  const auto checked = [](const char* text) {
    const auto answer = check_declaration(parse(text, "t").value(), "the space");
    return answer ? std::string() : answer.error().message;
  };
  CHECK(checked(R"({"parameters": [{"name": "A", "type": "bool", "default": true,
                    "description": "d"}]})") == "");
  CHECK_THAT(checked("[]"), Catch::StartsWith("the space: ") && Catch::Contains("an object"));
  CHECK_THAT(checked("{}"), Catch::Contains("parameters"));
  CHECK_THAT(checked(R"({"parameters": []})"), Catch::Contains("parameters"));
  CHECK_THAT(checked(R"({"parameters": [{"name": "A", "type": "boool", "default": true,
                         "description": "d"}]})"),
             Catch::Contains("parameters[0].type") && Catch::Contains("did you mean 'bool'?"));
  CHECK_THAT(checked(R"({"parameters": [{"name": "A", "type": "bool", "default": true,
                         "description": "d"}], "metrics": []})"),
             Catch::Contains("metrics"));

  auto manifest = manifest_with(R"(, "space_depends_on": ["workload"])");
  REQUIRE(manifest);
  manifest->declared = parse(R"({"parameters": [{"name": "time", "type": "bool", "default": true,
                                 "description": "d"}]})",
                             "t")
                           .value()
                           .as_object();
  CHECK(settle_space(*manifest, {{"words", 64}, {"mode", "a"}}, "").error().message ==
        "metric 'time' has the name of a parameter");
}
