#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <archgym/random.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "json/json.hpp"
#include "plugin/declared_space.hpp"

using namespace archgym::host;
namespace json = boost::json;

namespace {

const char* const environment = R"json({
  "manifest_version": 1,
  "id": "org.example.toy",
  "name": "toy",
  "kind": "environment",
  "version": "1.2.3",
  "summary": "A toy.",
  "description": "Paragraphs.",
  "library": "libtoy_env.so",
  "abi": {"major": 1, "minor_needed": 2},
  "concurrency": "instances",
  "determinism": "bitwise",
  "cancellation": "poll",
  "max_batch": 64,
  "isolation": {"in_process": true, "recycle_after": 1000, "timeout_seconds": 1.5,
                "memory_mebibytes": 256},
  "config_schema": {
    "type": "object",
    "additionalProperties": false,
    "properties": {
      "memory": {"type": "string", "enum": ["ddr3", "ddr4"], "default": "ddr3"},
      "clock_mhz": {"type": "number", "minimum": 1}
    }
  },
  "parameters": [
    {"name": "Size", "type": "integer", "minimum": 1, "maximum": 8, "default": 4,
     "unit": "requests", "description": "How many."},
    {"name": "Policy", "type": "categorical", "values": ["Open", "Closed"], "default": "Open",
     "description": "Which."}
  ],
  "constraints": [{"require": "Size < 8 or Policy == 'Open'", "reason": "closed ones are small"}],
  "metrics": [
    {"name": "time", "unit": "ns", "direction": "minimize", "description": "Wall."},
    {"name": "hits", "unit": "1", "direction": "none", "description": "Hits."}
  ],
  "workloads": [{"id": "stream", "description": "Sequential."},
                {"id": "random", "description": "Not."}],
  "workload_file": {"extensions": [".stl", ".stl.gz"], "description": "Traces."},
  "default_objective": "minimize(time)",
  "examples": [
    {"parameters": {"Size": 2}, "config": {"memory": "ddr4"}, "workload": "random", "seed": 7,
     "metrics": {"hits": 3, "time": 1.5}, "relative_tolerance": 1e-9},
    {"metrics": {"time": 2}}
  ]
})json";

const char* const agent = R"json({
  "manifest_version": 1, "id": "org.example.walker", "name": "walker", "kind": "agent",
  "version": "0.1.0", "summary": "Walks.", "library": "libwalker_agent.so", "abi": {"major": 1},
  "hyperparameters": [
    {"name": "rate", "type": "real", "minimum": 0.001, "maximum": 1, "scale": "log",
     "default": 0.1, "description": "How fast."},
    {"name": "prior", "type": "text", "default": "", "description": "A file."}
  ]
})json";

// The manifest with one change, at a JSON pointer; null removes.
std::string changed(const char* manifest, std::string_view pointer, std::string_view value) {
  json::value document = parse(manifest, "test").value();
  const std::size_t cut = pointer.rfind('/');
  json::value& parent = document.at_pointer(pointer.substr(0, cut));
  const std::string_view key = pointer.substr(cut + 1);
  if (value == "remove") {
    parent.as_object().erase(key);
  } else if (parent.is_array() && key == "-") {
    parent.as_array().push_back(parse(value, "test").value());
  } else {
    parent.as_object()[key] = parse(value, "test").value();
  }
  return compact(document);
}

std::string error(std::string text, const char* file = "toy.archgym.json") {
  const auto manifest = parse_manifest(std::move(text), std::string("/plugins/") + file);
  if (manifest) return "no error";
  const std::string where = std::string("/plugins/") + file + ": ";
  const std::string& message = manifest.error().message;
  CHECK(manifest.error().fault == Fault::input);
  return message.starts_with(where) ? message.substr(where.size()) : "elsewhere: " + message;
}

std::string broken(std::string_view pointer, std::string_view value) {
  return error(changed(environment, pointer, value));
}

}  // namespace

TEST_CASE("an environment's manifest is read completely") {
  const auto manifest = parse_manifest(environment, "/plugins/toy/toy.archgym.json");
  INFO((manifest ? "" : manifest.error().message));
  REQUIRE(manifest);
  CHECK(manifest->path == "/plugins/toy/toy.archgym.json");
  CHECK(manifest->text == environment);
  CHECK(manifest->id == "org.example.toy");
  CHECK(manifest->name == "toy");
  CHECK(manifest->kind == PluginKind::environment);
  CHECK(manifest->version == "1.2.3");
  CHECK(manifest->summary == "A toy.");
  CHECK(manifest->description == "Paragraphs.");
  CHECK(manifest->library == "/plugins/toy/libtoy_env.so");
  CHECK(manifest->abi_major == 1);
  CHECK(manifest->abi_minor_needed == 2);
  CHECK(manifest->concurrency == Concurrency::instances);
  CHECK(manifest->determinism == Determinism::bitwise);
  CHECK(manifest->cancellation == Cancellation::poll);
  CHECK(manifest->max_batch == 64);
  CHECK(manifest->isolation.in_process);
  CHECK(manifest->isolation.limits.recycle_after == 1000u);
  CHECK(manifest->isolation.limits.timeout_seconds == 1.5);
  CHECK(manifest->isolation.limits.memory_mebibytes == 256u);
  REQUIRE(manifest->space);
  CHECK(manifest->space->size() == 2);
  CHECK(manifest->space->constraints().size() == 1);
  CHECK((*manifest->space)[0].unit == "requests");
  REQUIRE(manifest->metrics.size() == 2);
  CHECK(manifest->metrics[0].unit == "ns");
  CHECK(manifest->metrics[0].direction == Direction::minimize);
  CHECK(manifest->metrics[1].direction == Direction::none);
  REQUIRE(manifest->workloads.size() == 2);
  CHECK(manifest->workloads[1].id == "random");
  REQUIRE(manifest->workload_file);
  CHECK(manifest->workload_file->extensions == std::vector<std::string>{".stl", ".stl.gz"});
  CHECK(manifest->default_objective == "minimize(time)");
  REQUIRE(manifest->examples.size() == 2);
  CHECK(manifest->examples[0].workload == "random");
  CHECK(manifest->examples[0].seed == 7);
  CHECK(manifest->examples[0].relative_tolerance == 1e-9);
  CHECK(manifest->examples[0].metrics ==
        std::vector<std::pair<std::size_t, double>>{{1, 3.0}, {0, 1.5}});
  CHECK(manifest->examples[1].workload == "stream");  // the default
}

TEST_CASE("what a manifest leaves out has a safe default") {
  const auto manifest = parse_manifest(agent, "/plugins/walker.archgym.json");
  INFO((manifest ? "" : manifest.error().message));
  REQUIRE(manifest);
  CHECK(manifest->kind == PluginKind::agent);
  CHECK(manifest->concurrency == Concurrency::process);
  CHECK(manifest->determinism == Determinism::none);
  CHECK(manifest->cancellation == Cancellation::kill);
  CHECK(manifest->max_batch == 1);
  CHECK(manifest->abi_minor_needed == 0);
  CHECK_FALSE(manifest->isolation.in_process);
  CHECK_FALSE(manifest->isolation.limits.timeout_seconds);
  CHECK(manifest->space->size() == 2);
  CHECK((*manifest->space)[1].type == ParameterType::text);
  CHECK(std::string(manifest->space->initial()[1].as.text).empty());
  CHECK(manifest->metrics.empty());

  const auto bare =
      parse_manifest(changed(agent, "/hyperparameters", "remove"), "/plugins/walker.archgym.json");
  REQUIRE(bare);
  CHECK(bare->space->size() == 0);
}

TEST_CASE("every bad manifest is refused with one clear sentence") {
  CHECK(error("{") ==
        "elsewhere: /plugins/toy.archgym.json:1:2: the text ends inside a JSON value");
  CHECK(broken("/manifest_version", "2") == "manifest_version: expected 1, found 2");
  CHECK(broken("/id", R"("toy")") ==
        "id: 'toy' is not allowed; expected lower-case words joined by dots, such as "
        "org.archgym.dramsys");
  CHECK(broken("/name", R"("Toy")") ==
        "name: 'Toy' is not allowed; expected lower-case letters, digits, '_' and '-', starting "
        "with a letter");
  CHECK(broken("/name", R"("other")") ==
        "name: 'other' does not match the file name; expected the file other.archgym.json");
  CHECK(broken("/kind", R"("enviroment")") ==
        "kind: 'enviroment' is not allowed (did you mean 'environment'?)");
  CHECK(broken("/version", R"("1.0")") ==
        "version: '1.0' is not allowed; expected three numbers such as 1.4.0");
  CHECK(broken("/library", R"("../libtoy_env.so")") ==
        "library: '../libtoy_env.so' is not allowed; expected a bare file name such as "
        "libdramsys_env.so, without a directory");
  CHECK(broken("/abi/major", "0") == "abi.major: 0 is out of range; expected at least 1");
  CHECK(broken("/summary", "remove") == "key 'summary' is missing");
  CHECK(broken("/sumary", R"("x")") == "unknown key 'sumary' (did you mean 'summary'?)");
  CHECK(broken("/max_batch", "0") == "max_batch: 0 is out of range; expected at least 1");
  CHECK(broken("/max_batch", "1.5") == "max_batch: expected an integer, found 1.5");
  CHECK(broken("/isolation/timeout_seconds", "0") ==
        "isolation.timeout_seconds: 0 is out of range; expected more than 0");
  CHECK(broken("/metrics", "remove") ==
        "key 'metrics' is missing: it is required where kind is 'environment'");
  CHECK(broken("/hyperparameters", "[]") ==
        "key 'hyperparameters' is not allowed where kind is 'environment'");
  CHECK(error(changed(agent, "/metrics", "[]"), "walker.archgym.json") ==
        "key 'metrics' is not allowed where kind is 'agent'");
}

TEST_CASE("bad parameters") {
  CHECK(broken("/parameters/0/type", R"("integr")") ==
        "parameters[0].type: 'integr' is not allowed (did you mean 'integer'?)");
  CHECK(broken("/parameters/0/type", R"("text")") ==
        "parameters[0].type: 'text' is not allowed; expected one of bool, integer, ordinal, "
        "categorical, real, permutation");
  CHECK(broken("/parameters/0/maximum", "remove") ==
        "parameters[0]: key 'maximum' is missing: it is required where type is 'integer'");
  CHECK(broken("/parameters/0/maximum", "[8]") ==
        "parameters[0].maximum: expected an integer or a text, found [8]");
  CHECK_THAT(
      broken("/parameters/0/maximum", R"("eight")"),
      Catch::StartsWith("parameter 'Size': maximum: ") && Catch::Contains("unknown name 'eight'"));
  CHECK(broken("/parameters/0/values", "[1]") ==
        "parameters[0]: unknown key 'values' where type is 'integer'; expected one of name, type, "
        "description, unit, when, inert_when, default, minimum, maximum, step, scale");
  CHECK(broken("/parameters/0/maximun", "8") ==
        "parameters[0]: unknown key 'maximun' where type is 'integer' (did you mean 'maximum'?)");
  CHECK(broken("/parameters/1/values", R"(["Open", "Closed", "Open"])") ==
        "parameter 'Policy': 'Open' appears twice in values");
  CHECK(broken("/parameters/1/default", "1") == "parameters[1].default: expected a text, found 1");
  CHECK(broken("/parameters/1/default", R"("open")") ==
        "default value: parameter 'Policy': 'open' is not allowed (did you mean 'Open'?)");
  CHECK(broken("/parameters/1/name", R"("Size")") == "parameter 'Size' is declared twice");
  CHECK(broken("/parameters/1/name", R"("a-b")") ==
        "parameters[1].name: 'a-b' is not allowed; expected letters, digits and '_', starting with "
        "a letter");
  CHECK(broken("/parameters/1/when", R"("Sise > 1")") ==
        "parameter 'Policy': when: position 1 of \"Sise > 1\": unknown name 'Sise' (did you mean "
        "'Size'?)");
  CHECK(broken("/parameters", "[]") == "parameters: expected at least 1 item, found 0");
  CHECK(broken("/constraints/0/require", R"("Size < time")") ==
        "constraints[0].require: position 8 of \"Size < time\": unknown name 'time'; expected one "
        "of Size, Policy, config.memory, workload");
}

// A minute and more where the cost grows with the square of the size.
TEST_CASE("large spaces are read, and mistakes in them are named") {
  json::array labels, parameters;
  for (int k = 0; k < 20'000; ++k) labels.emplace_back("label" + std::to_string(k));
  const auto large = changed(changed(environment, "/parameters/1/default", R"("label7")").c_str(),
                             "/parameters/1/values", compact(labels));
  // Its constraints and examples speak of the labels that there were.
  const auto alone =
      changed(changed(large.c_str(), "/constraints", "[]").c_str(), "/examples", "[]");
  CHECK(error(alone) == "no error");
  labels.emplace_back("label1");
  CHECK(error(changed(alone.c_str(), "/parameters/1/values", compact(labels))) ==
        "parameter 'Policy': 'label1' appears twice in values");
  for (int k = 0; k < 2'000; ++k) {
    parameters.push_back({{"name", "p" + std::to_string(k)},
                          {"type", "integer"},
                          {"minimum", 0},
                          {"maximum", 9},
                          {"default", 1},
                          {"when", k == 0 ? "1 < 2" : "p" + std::to_string(k - 1) + " > 0"},
                          {"description", "d"}});
  }
  const auto wide = changed(agent, "/hyperparameters", compact(parameters));
  CHECK(error(wide, "walker.archgym.json") == "no error");
}

TEST_CASE("bad metrics, workloads, examples and settings") {
  CHECK(broken("/metrics/0/name", R"("Size")") == "metric 'Size' has the name of a parameter");
  CHECK(broken("/metrics/0/name", R"("hits")") == "metric 'hits' is declared twice");
  CHECK(broken("/metrics/0/unit", R"("")") ==
        "metrics[0].unit: expected a text, found an empty one");
  CHECK(broken("/metrics/0/direction", R"("minimise")") ==
        "metrics[0].direction: 'minimise' is not allowed (did you mean 'minimize'?)");
  CHECK(broken("/workloads/1/id", R"("stream")") == "workload 'stream' is declared twice");
  CHECK(broken("/workload_file/extensions", R"(["stl"])") ==
        "workload_file.extensions[0]: 'stl' is not allowed; expected an extension with its dot, "
        "such as .stl");
  CHECK(
      broken("/workload_file/names_files", R"("traces")") ==
      "workload_file.names_files: 'traces' is not allowed; expected keys that each follow a slash, "
      "such as /traces/*");
  CHECK(broken("/examples/1/metrics", R"({"tim": 1})") ==
        "examples[1]: unknown metric 'tim' (did you mean 'time'?)");
  CHECK(broken("/examples/1/workload", R"("strem")") ==
        "examples[1]: unknown workload 'strem' (did you mean 'stream'?)");
  CHECK(broken("/examples/0/parameters", R"({"Sise": 1})") ==
        "examples[0]: unknown parameter 'Sise' (did you mean 'Size'?)");
  CHECK(broken("/examples/0/config", R"({"memory": "ddr5"})")
            .starts_with(
                "examples[0]: config: memory: 'ddr5' is not allowed (did you mean 'ddr3'?)"));
  CHECK(broken("/config_schema/type", R"("array")") ==
        "config_schema.type: expected 'object', found 'array'");
  CHECK(broken("/config_schema/properties/memory/type", R"("strnig")") ==
        "config_schema: not a JSON Schema of draft 7: unknown type 'strnig' (did you mean "
        "'string'?)");
}

TEST_CASE("an environment names the parameter that sets the fidelity") {
  const auto with = [](std::string_view parameter, const char* name) {
    json::value document = parse(changed(environment, "/parameters/-", parameter), "test").value();
    document.as_object()["fidelity"] = name;
    return compact(document);
  };
  const auto share = [](const char* range) {
    return std::string(R"({"name": "Share", "description": "d", )") + range + "}";
  };
  const std::string good =
      share(R"("type": "integer", "minimum": 1, "maximum": 50, "default": 50)");
  const auto manifest = parse_manifest(with(good, "Share"), "/plugins/toy/toy.archgym.json");
  REQUIRE(manifest);
  REQUIRE(manifest->space->fidelity_parameter() == 2u);
  CHECK(error(with(good, "Shore")) ==
        "fidelity: there is no parameter 'Shore' (did you mean 'Share'?)");
  for (const auto& [parameter, says] : std::vector<std::pair<std::string, std::string>>{
           {share(R"("type": "bool", "default": true)"), "integer or ordinal"},
           {share(R"("type": "integer", "minimum": 0, "maximum": 9, "default": 9)"), "value 0"},
           {share(R"("type": "integer", "minimum": 1, "maximum": 9, "default": 1)"),
            "as default: 9"},
           {share(R"("type": "ordinal", "values": [0.5], "default": 0.5)"), "one value only"},
           {share(R"("type": "ordinal", "values": [0.5, 1], "default": 1, "when": "Size > 2")"),
            "condition"}}) {
    CAPTURE(parameter);
    CHECK_THAT(error(with(parameter, "Share")),
               Catch::StartsWith("fidelity: parameter 'Share'") && Catch::Contains(says));
  }
}

TEST_CASE("only agents use fidelities, and only environments have one") {
  CHECK(parse_manifest(changed(agent, "/uses_fidelity", "true"), "/plugins/walker.archgym.json")
            ->uses_fidelity);
  CHECK_FALSE(parse_manifest(agent, "/plugins/walker.archgym.json")->uses_fidelity);
  CHECK_THAT(broken("/uses_fidelity", "true"), Catch::Contains("uses_fidelity"));
  CHECK_THAT(error(changed(agent, "/fidelity", "\"rate\""), "walker.archgym.json"),
             Catch::Contains("fidelity"));
}

TEST_CASE("the configuration of a plugin is checked and completed") {
  const auto manifest = parse_manifest(environment, "/plugins/toy.archgym.json");
  REQUIRE(manifest);
  CHECK(complete_config(*manifest, {}).value() == json::object{{"memory", "ddr3"}});
  CHECK(complete_config(*manifest, {{"clock_mhz", 800}, {"memory", "ddr4"}}).value() ==
        json::object{{"clock_mhz", 800}, {"memory", "ddr4"}});
  CHECK(complete_config(*manifest, {{"memroy", "ddr4"}}).error().message ==
        "config: unknown key 'memroy' (did you mean 'memory'?)");
  CHECK(complete_config(*manifest, {{"clock_mhz", 0}}).error().message ==
        "config: clock_mhz: 0 is out of range; expected at least 1");
  const auto plain = parse_manifest(agent, "/plugins/walker.archgym.json");
  REQUIRE(plain);
  CHECK(complete_config(*plain, {}).value().empty());
  CHECK(complete_config(*plain, {{"memory", 1}}).error().message ==
        "config: plugin 'walker' has no settings, but 'memory' was given");
}

TEST_CASE("constraints use the settings of the configuration") {
  const auto with = [](const char* require) {
    json::object constraint{{"require", require}, {"reason", "r"}};
    return changed(environment, "/constraints", compact(json::array{std::move(constraint)}));
  };
  const std::string text = changed(with("Policy == 'Open' or config.memory == 'ddr4'").c_str(),
                                   "/spaces", R"([{"id": "part", "description": "d",
                                                   "parameters": {"Policy": {}}}])");
  auto manifest = parse_manifest(text, "/plugins/toy.archgym.json");
  REQUIRE(manifest);
  const auto allowed = [&] {
    const auto& part = manifest->spaces.front().space;
    CHECK(part->cardinality().canonical * 8 == manifest->space->cardinality().canonical);
    const Point closed = manifest->space->parse({{"Policy", "Closed"}}).value();
    return manifest->space->broken(closed) == nullptr && part->broken(closed) == nullptr;
  };
  CHECK_FALSE(allowed());  // the default memory is ddr3
  REQUIRE(settle_space(*manifest, {{"memory", "ddr4"}}, ""));
  CHECK(allowed());
  REQUIRE(settle_space(*manifest, {{"memory", "ddr3"}}, ""));
  CHECK_FALSE(allowed());

  CHECK_THAT(error(with("config.memroy == 'ddr3'")),
             Catch::StartsWith("constraints[0].require: ") &&
                 Catch::Contains("did you mean 'config.memory'?"));
  CHECK_THAT(error(with("config.memory == 'ddr5'")), Catch::Contains("did you mean 'ddr3'?"));
  CHECK_THAT(error(with("config.clock_mhz > 1")), Catch::Contains("has no value"));
  CHECK_THAT(error(with("config.memory == 'ddr4'")),
             Catch::Contains("the default design breaks the constraint"));
}

TEST_CASE("whatever the bytes are, the answer is a manifest or a reason") {
  archgym::Random random(1, "test.mutation");
  constexpr std::string_view pieces[] = {"\"",      "{",    "}",  "[",   "]",   ",",
                                         ":",       "null", "-1", "1e9", "0.5", "\"name\"",
                                         "\\u0000", "\xff", " ",  "true"};
  for (int trial = 0; trial < 1500; ++trial) {
    std::string text = environment;
    for (std::uint64_t edits = 1 + random.below(3); edits > 0; --edits) {
      const std::size_t at = random.below(text.size());
      const std::size_t size = std::min<std::size_t>(random.below(8), text.size() - at);
      text.replace(at, size, pieces[random.below(std::size(pieces))]);
    }
    const auto manifest = parse_manifest(text, "/plugins/toy.archgym.json");
    if (manifest) continue;
    INFO(manifest.error().message);
    CHECK(manifest.error().message.starts_with("/plugins/toy.archgym.json:"));
    CHECK(manifest.error().fault == Fault::input);
  }
}

TEST_CASE("a manifest is read from a file") {
  const auto folder =
      std::filesystem::temp_directory_path() / ("archgym_manifest_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const auto file = folder / "toy.archgym.json";
  CHECK(read_manifest(file).error().message ==
        "cannot open " + file.string() + ": No such file or directory");
  std::ofstream(file) << environment;
  const auto manifest = read_manifest(file);
  REQUIRE(manifest);
  CHECK(manifest->path == file);
  CHECK(manifest->library == folder / "libtoy_env.so");
  CHECK(manifest->text == environment);
  std::filesystem::remove_all(folder);
}

TEST_CASE("whatever has the name of a manifest is read or refused") {
  const auto folder =
      std::filesystem::temp_directory_path() / ("archgym_names_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder / "directory.archgym.json");
  const auto refusal = [&](const std::string& name) {
    const auto manifest = read_manifest(folder / (name + ".archgym.json"));
    REQUIRE_FALSE(manifest);
    CHECK(manifest.error().fault == Fault::input);
    CHECK_THAT(manifest.error().message, Catch::Contains(name + ".archgym.json"));
    return manifest.error().message;
  };
  CHECK_THAT(refusal("directory"), Catch::Contains("it is a directory"));
  std::filesystem::create_symlink("nowhere", folder / "dangling.archgym.json");
  CHECK_THAT(refusal("dangling"), Catch::Contains("No such file or directory"));
  REQUIRE(::mkfifo((folder / "pipe.archgym.json").c_str(), 0600) == 0);
  CHECK_THAT(refusal("pipe"), Catch::Contains("it is not a regular file"));
  std::ofstream(folder / "endless.archgym.json") << "{";
  std::filesystem::resize_file(folder / "endless.archgym.json", std::uintmax_t{1} << 40);
  CHECK_THAT(refusal("endless"), Catch::Contains("a manifest has at most 67108864 bytes"));
  std::filesystem::remove_all(folder);
}
