// Spaces that depend on the workload or the configuration, through the command line.
#include <csignal>
#include <filesystem>
#include <set>
#include <sstream>

#include "host.hpp"

using archgym::test::check_refused;
using archgym::test::Host;
using archgym::test::json_of;
using archgym::test::trajectory;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

std::vector<std::string> tiling_run(const std::string& out, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"--plugin", "tiler", "--workload", "three",
                                     "--budget", "60",    "--out",      out};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::vector<std::string> names_in(const json::value& space) {
  std::vector<std::string> names;
  for (const auto& each : space.at("parameters").as_array()) {
    names.emplace_back(each.at("name").as_string());
  }
  return names;
}

json::value described_space(const Host& host, std::vector<std::string> more) {
  more.insert(more.begin(), {"describe", "--plugin", "tiler", "--json"});
  return json_of(host(std::move(more))).at("space");
}

// A script beside its manifest.
void write_plugin(const Host& host, const std::string& name, const std::string& manifest,
                  const std::string& script) {
  host.directory().write(name + "/" + name + ".archgym.json", manifest);
  const auto file = host.directory().write(name + "/program", script);
  fs::permissions(file, fs::perms::owner_all);
}

std::map<std::string, std::string> here(const Host& host) {
  return {{"ARCHGYM_PLUGIN_PATH",
           host.directory().path().string() + ":" + std::string(ARCHGYM_TEST_PLUGINS)}};
}

// The rules that are about spaces and what they need: all of them start the script a hundred times.
archgym::test::Ran spaces_validated(const Host& host, const std::string& plugin) {
  return host({"validate", plugin, "--only", "AG-MAN-1", "AG-LIFE-1", "AG-SPC-1", "AG-ENV-1",
               "AG-SPC-2", "AG-SPC-3", "AG-ENV-2"},
              here(host));
}

}  // namespace

TEST_CASE("describe says that a space depends, and shows it for a workload and a configuration") {
  const Host host;
  const auto plain = host({"describe", "--plugin", "tiler"});
  CHECK_THAT(plain.out,
             Catch::Contains("the space depends on the workload and the config; describe "
                             "--plugin tiler --workload ID --config NAME=VALUE shows it"));
  CHECK(described_space(host, {}).is_null());
  CHECK_THAT(host({"describe", "--plugin", "tiler", "--format", "markdown"}).out,
             Catch::Contains("The space depends on the workload"));

  using Names = std::vector<std::string>;
  CHECK(names_in(described_space(host, {"--workload", "one"})) == Names{"rows_0", "columns_0"});
  CHECK(names_in(described_space(host, {"--workload", "three"})).size() == 6);
  CHECK(names_in(described_space(host, {"--config", "orders=true"})) ==
        Names{"rows_0", "columns_0", "order_0"});
  const auto shown = host({"describe", "--plugin", "tiler", "--workload", "three"});
  CHECK_THAT(shown.out, Catch::Contains("values   1, 2, 3, 5, 6, 10, 15, 30") &&
                            Catch::Contains("rows_2 * columns_2 <= config.buffer") &&
                            Catch::Contains("Rows of the first layer alone. 7 designs."));
  const auto part = host({"describe", "--plugin", "tiler", "--workload", "one", "--space", "rows"});
  CHECK_THAT(part.out, Catch::Contains("6 designs"));

  check_refused(host({"describe", "--plugin", "tiler", "--space", "rows"}),
                {"--space rows", "the space depends on the workload"});
  check_refused(host({"describe", "--plugin", "tiler", "--workload", "thre"}),
                {"no workload 'thre'", "did you mean 'three'?"});
}

TEST_CASE("every agent searches a space that depends on the workload") {
  const Host host;
  std::istringstream agents(ARCHGYM_AGENTS);
  std::size_t tried = 0;
  for (std::string agent; agents >> agent; ++tried) {
    INFO(agent);
    const auto ran = host(tiling_run(agent + ".sqlite", {"--agent", agent, "--json"}));
    INFO(ran.err);
    REQUIRE(ran.exit_code == 0);
    const json::object summary = json_of(ran);
    const auto& best = summary.at("best").at("parameters").as_object();
    CHECK(best.size() == 6);
    // Never outside of what the workload has.
    CHECK(30 % best.at("rows_1").to_number<int>() == 0);
    CHECK(best.at("columns_1").to_number<int>() <= 7);
  }
  CHECK(tried > 10);
}

TEST_CASE("a space is the same wherever the environment is asked, and its designs run there") {
  const Host host;
  REQUIRE(host(tiling_run("whole.sqlite")).exit_code == 0);
  const std::string whole = trajectory(host, "whole.sqlite");
  CHECK_THAT(whole, Catch::Contains("\"columns_2\""));
  for (const std::vector<std::string>& options :
       {std::vector<std::string>{"--isolation", "worker"},
        {"--isolation", "worker", "-j", "2"},
        {"-j", "3"},
        {"--isolation", "worker", "--limit", "recycle_after=1"}}) {
    const std::string file = options.back() + ".sqlite";
    const auto ran = host(tiling_run(file, options));
    INFO(ran.err);
    REQUIRE(ran.exit_code == 0);
    CHECK(trajectory(host, file) == whole);
  }
}

TEST_CASE("the settings decide about the space of a run") {
  const Host host;
  REQUIRE(
      host(tiling_run("a.sqlite", {"--config", "buffer=8", "--config", "orders=true"})).exit_code ==
      0);
  std::istringstream rows(host({"export", "a.sqlite", "--format", "jsonl"}).out);
  for (std::string line; std::getline(rows, line);) {
    const auto row = json::parse(line).as_object();
    const auto& design = row.at("parameters").as_object();
    REQUIRE(design.size() == 9);
    CHECK(design.at("rows_0").to_number<int>() * design.at("columns_0").to_number<int>() <= 8);
  }
  const auto held = host(tiling_run("b.sqlite", {"--set", "rows_1=15", "--space", "rows"}));
  check_refused(host(tiling_run("c.sqlite", {"--set", "rows_1=14"})), {"rows_1", "14"});
  check_refused(host(tiling_run("c.sqlite", {"--set", "rows_3=1"})),
                {"no parameter 'rows_3'", "did you mean 'rows_"});
}

TEST_CASE("eval takes the parameters of the workload") {
  const Host host;
  const std::vector<std::string> three{"eval", "--plugin", "tiler", "--workload", "three"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), three.begin(), three.end());
    return host(more);
  };
  const auto ran = with({"--set", "rows_2=8", "--set", "columns_2=8", "--json"});
  CHECK(json_of(ran).at("metrics").at("tiles").at("value").to_number<double>() == 2271);
  check_refused(with({"--set", "rows_2=3"}), {"rows_2", "3"});
  check_refused(with({"--set", "rows_0=64", "--set", "columns_0=2"}),
                {"rows_0 * columns_0 <= config.buffer", "A tile fits into the buffer."});
  check_refused(host({"eval", "--plugin", "tiler", "--set", "rows_2=8"}),
                {"no parameter 'rows_2'"});
}

TEST_CASE("a workload file of the user has its own space") {
  const Host host;
  host.directory().write("mine.layers", "6 4\n9 5\n10 10\n21 3\n");
  const auto ran = host({"--plugin", "tiler", "--workload-file", "mine.layers", "--budget", "30",
                         "--out", "a.sqlite", "--json"});
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  CHECK(json_of(ran).at("best").at("parameters").as_object().size() == 8);
  host.directory().write("bad.layers", "6 four\n");
  for (const std::string& isolation : {std::string("none"), std::string("worker")}) {
    check_refused(host({"--plugin", "tiler", "--workload-file", "bad.layers", "--isolation",
                        isolation, "--out", "b.sqlite"}),
                  {"environment 'tiler': the space of workload", "bad.layers",
                   "expected two positive numbers in every line"});
  }
  CHECK(!fs::exists(host.directory().path() / "b.sqlite"));
}

TEST_CASE("a run file needs no plugin to be read") {
  const Host host;
  REQUIRE(host(tiling_run("a.sqlite")).exit_code == 0);
  const std::map<std::string, std::string> nowhere{{"ARCHGYM_PLUGIN_PATH", "/nowhere"}};
  const auto csv = host({"export", "a.sqlite"}, nowhere);
  INFO(csv.err);
  CHECK(csv.exit_code == 0);
  CHECK_THAT(csv.out.substr(0, csv.out.find('\n')),
             Catch::Contains("parameter_rows_0,parameter_columns_0,parameter_rows_1,"));
}

TEST_CASE("a run in a space of its workload that is killed continues to the same trajectory") {
  const Host host;
  const std::vector<std::string> longer{"--budget", "6000", "--agent", "genetic", "--no-cache"};
  REQUIRE(host(tiling_run("whole.sqlite", longer)).exit_code == 0);
  CHECK(host.signalled(tiling_run("a.sqlite", longer), "a.sqlite", SIGKILL, 60).exit_code ==
        128 + SIGKILL);
  const auto resumed = host({"resume", "a.sqlite"});
  INFO(resumed.err);
  CHECK(resumed.exit_code == 0);
  CHECK(trajectory(host, "a.sqlite") == trajectory(host, "whole.sqlite"));
}

TEST_CASE("resume refuses another space than that of the run") {
  const Host host;
  const std::string lie = (host.directory().path() / "lie").string();
  REQUIRE(
      host(tiling_run("a.sqlite", {"--config", "lies=" + lie, "--set", "rows_0=2"})).exit_code ==
      0);
  host.directory().write("lie", "");
  check_refused(host({"resume", "a.sqlite", "--budget", "90", "--isolation", "worker"}),
                {"parameter 'lie' is new"});
  check_refused(
      host({"resume", "a.sqlite", "--budget", "90"}),
      {"a.sqlite: cannot be continued: the environment 'tiler' answers with another space "
       "than when the run began: parameter 'lie' is new"});
  fs::remove(lie);
  CHECK(host({"resume", "a.sqlite", "--budget", "90"}).exit_code == 0);
}

TEST_CASE("a program that is run prints the space of its workload") {
  const Host host;
  write_plugin(host, "printer", R"json({
  "manifest_version": 1, "id": "org.example.printer", "name": "printer", "kind": "environment",
  "version": "1.0.0", "summary": "s", "adapter": "process", "determinism": "bitwise",
  "space_depends_on": ["workload"],
  "metrics": [{"name": "time", "unit": "ns", "direction": "minimize", "description": "d"}],
  "workloads": [{"id": "small", "description": "d", "constants": {"K": 8}},
                {"id": "large", "description": "d", "constants": {"K": 32}}],
  "process": {"program": {"name": "./program"},
              "arguments": ["--run", "${Tile}", "${workload.K}"],
              "space": {"arguments": ["--space", "${workload}", "${workload.K}"]},
              "metrics": {"time": {"key": "time"}}}})json",
               R"sh(#!/bin/sh
if [ "$1" = --run ]; then echo "time = $(($3 / $2)) ns"; exit; fi
[ -e "$(dirname "$0")/broken" ] && { echo "no tables" >&2; exit 3; }
echo '{"parameters": [{"name": "Tile", "type": "integer", "description": "d", "default": 1,'
echo "  \"minimum\": 1, \"maximum\": $3}],"
echo ' "constraints": [{"require": "workload.K % Tile == 0", "reason": "Tiles fill it."}]}'
)sh");
  const auto ran = host({"--plugin", "printer", "--workload", "large", "--agent", "grid",
                         "--budget", "32", "--out", "a.sqlite", "--json"},
                        here(host));
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  const auto summary = json_of(ran);
  CHECK(summary.at("best").at("parameters").at("Tile") == 32);
  const auto checked = spaces_validated(host, "printer");
  INFO(checked.out);
  CHECK(checked.exit_code == 0);

  host.directory().write("printer/broken", "");
  const auto broken = host({"eval", "--plugin", "printer"}, here(host));
  CHECK(broken.exit_code == 1);
  CHECK_THAT(broken.err, Catch::Contains("environment 'printer': the space of workload 'small': "
                                         "program ended with exit code 3") &&
                             Catch::Contains("no tables"));
}

TEST_CASE("a program that is kept running answers with the space of its configuration") {
  const Host host;
  const std::string manifest = R"json({
  "manifest_version": 1, "id": "org.example.speaker", "name": "speaker", "kind": "environment",
  "version": "1.0.0", "summary": "s", "adapter": "persistent", "determinism": "bitwise",
  "config_schema": {"type": "object", "properties": {"banks": {"type": "integer", "default": 2}}},
  "space_depends_on": ["config"],
  "metrics": [{"name": "time", "unit": "ns", "direction": "minimize", "description": "d"}],
  "workloads": [{"id": "small", "description": "d"}, {"id": "large", "description": "d"}],
  "persistent": {"program": {"name": "./program"}}})json";
  const std::string script = R"py(#!/usr/bin/env python3
import json, sys

for line in sys.stdin:
    request = json.loads(line)
    answer = {"id": request["id"]}
    if request["method"] == "create":
        banks = request["config"]["banks"]
    elif request["method"] == "space":
        if banks > 8:
            answer["error"] = "banks: there are at most 8"
        else:
            answer["space"] = {"parameters": [
                {"name": f"Rows{k}", "type": "integer", "minimum": 1, "maximum": 16, "default": 4,
                 "description": "d"} for k in range(banks)]}
    else:
        answer["metrics"] = {"time": sum(1 / rows for rows in request["parameters"].values())}
    print(json.dumps(answer), flush=True)
)py";
  write_plugin(host, "speaker", manifest, script);
  const auto ran = host({"--plugin", "speaker", "--config", "banks=5", "--budget", "20", "--out",
                         "a.sqlite", "--json"},
                        here(host));
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  CHECK(json_of(ran).at("best").at("parameters").as_object().size() == 5);
  check_refused(host({"eval", "--plugin", "speaker", "--config", "banks=9"}, here(host)),
                {"banks: there are at most 8"});
  const auto checked = spaces_validated(host, "speaker");
  INFO(checked.out);
  CHECK(checked.exit_code == 0);

  // It depends on more than the manifest says.
  std::string other = script;
  const std::string count = "range(banks)";
  other.replace(other.find(count), count.size(), "range(len(request['workload']) - 2)");
  write_plugin(host, "speaker", manifest, other);
  write_plugin(
      host, "speaker",
      [&] {
        std::string text = manifest;
        const std::string id = "{\"id\": \"large\"";
        return text.replace(text.find(id), id.size(), "{\"id\": \"larger\"");
      }(),
      other);
  const auto found = host({"validate", "speaker", "--only", "AG-SPC-2"}, here(host));
  CHECK(found.exit_code == 1);
  CHECK_THAT(found.out, Catch::Contains("the space depends on the workload, but the manifest does "
                                        "not say so in space_depends_on"));
}

TEST_CASE("constants of a workload are in bounds, defaults, constraints and templates") {
  const Host host;
  write_plugin(host, "tool", R"json({
  "manifest_version": 1, "id": "org.example.tool", "name": "tool", "kind": "environment",
  "version": "1.0.0", "summary": "s", "adapter": "process", "determinism": "bitwise",
  "parameters": [
    {"name": "TileA", "type": "integer", "minimum": 1, "maximum": "workload.K",
     "default": "workload.K / 4", "description": "d"},
    {"name": "TileB", "type": "ordinal", "values": [1, 2, 3], "default": 1, "description": "d"}],
  "constraints": [{"require": "workload.K % (TileA * TileB) == 0", "reason": "Tiles fill it."},
                  {"require": "workload != 'fc' or TileB == 1", "reason": "No tiles there."}],
  "metrics": [{"name": "time", "unit": "ns", "direction": "minimize", "description": "d"}],
  "workloads": [{"id": "conv", "description": "d", "constants": {"K": 384, "kind": "c"}},
                {"id": "fc", "description": "d", "constants": {"K": 8, "kind": "f"}}],
  "workload_file": {"extensions": [".json"], "description": "d", "constants": "/layer"},
  "process": {"program": {"name": "./program"},
              "arguments": ["${TileA}", "${workload.K}", "${workload.kind}", "${workload.K * 2}"],
              "metrics": {"time": {"key": "time"}}}})json",
               "#!/bin/sh\necho \"time = $(($2 / $1 + $4)) ns\"\n");
  const auto design = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"eval", "--plugin", "tool", "--json"});
    return json_of(host(more, here(host)));
  };
  const auto conv = design({});
  CHECK(conv.at("parameters").at("TileA") == 96);
  CHECK(conv.at("metrics").at("time").at("value").to_number<double>() == 4 + 768);
  CHECK(design({"--workload", "fc"}).at("parameters").at("TileA") == 2);
  check_refused(
      host({"eval", "--plugin", "tool", "--workload", "fc", "--set", "TileA=9"}, here(host)),
      {"TileA", "from 1 to 8"});
  check_refused(host({"eval", "--plugin", "tool", "--set", "TileA=5"}, here(host)),
                {"workload.K % (TileA * TileB) == 0"});
  check_refused(
      host({"eval", "--plugin", "tool", "--workload", "fc", "--set", "TileB=2"}, here(host)),
      {"workload != 'fc' or TileB == 1"});

  host.directory().write("mine.json", R"({"layer": {"K": 20, "kind": "m"}})");
  CHECK(design({"--workload-file", "mine.json"}).at("parameters").at("TileA") == 5);
  host.directory().write("less.json", R"({"layer": {"kind": "m"}})");
  check_refused(host({"eval", "--plugin", "tool", "--workload-file", "less.json"}, here(host)),
                {"parameter 'TileA': maximum", "workload.K"});
  host.directory().write("odd.json", R"({"layer": {"K": 21, "kind": "m"}})");
  check_refused(host({"eval", "--plugin", "tool", "--workload-file", "odd.json"}, here(host)),
                {"parameter 'TileA': default: 'workload.K / 4' is 5.25, expected an integer"});
  host.directory().write("none.json", "{}");
  check_refused(host({"eval", "--plugin", "tool", "--workload-file", "none.json"}, here(host)),
                {"none.json: there are no constants at /layer"});
  const auto checked = spaces_validated(host, "tool");
  INFO(checked.out);
  CHECK(checked.exit_code == 0);
}
