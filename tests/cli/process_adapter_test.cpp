// A program as an environment, from a manifest alone.
#include <filesystem>
#include <fstream>

#include "host.hpp"

namespace archgym::test {
namespace {

namespace fs = std::filesystem;

// A simulator of a cache that reads a configuration file and writes a report. Some of its modes go
// wrong as real ones do.
const char* const k_simulator = R"sh(#!/bin/sh
[ "$1" = --version ] && { echo "cachesim version 2.3.1 (static)"; exit 0; }
. ./cache.cfg
echo "reading $2" >&2
case $mode in
  fine) ;;
  infeasible) echo "ERROR: no such cache can be built: size $size"; exit 0 ;;
  error) echo "cannot open licence" >&2; exit 3 ;;
  lies) echo "panic: no deadlock is expected" >&2; echo "bye" >&2 ;;
  crash) kill -SEGV $$ ;;
  silent) exit 0 ;;
  floods) head -c 300000000 /dev/zero; echo "the end" >&2; exit 3 ;;
  floods_well) head -c 300000000 /dev/zero ;;
  latin) printf 'no file M\374ller\033[2J\n' >&2; exit 3 ;;
  garbage) echo "cycles = many" >report.txt; exit 0 ;;
  twice) printf 'cycles = 1\ncycles = 2\n' >report.txt; exit 0 ;;
  hang) sleep 1000 & sleep 1000 ;;
esac
echo "cycles = $((1000000 / size + 10 * ways)) ns" >report.txt
echo "energy: $((size * ways)) nJ"
)sh";

const char* const k_manifest = R"json({
  "manifest_version": 1, "id": "org.example.cachesim", "name": "cachesim", "kind": "environment",
  "version": "1.0.0", "summary": "A cache.", "adapter": "process", "determinism": "bitwise",
  "config_schema": {"type": "object", "additionalProperties": false,
    "properties": {"program": {"type": "string", "default": ""}}},
  "parameters": [
    {"name": "Size", "type": "ordinal", "values": [1, 2, 4, 8, 16], "unit": "KiB", "default": 1,
     "description": "d"},
    {"name": "Ways", "type": "integer", "minimum": 1, "maximum": 8, "default": 1,
     "description": "d"},
    {"name": "Mode", "type": "categorical", "default": "fine", "description": "d",
     "values": ["fine", "infeasible", "error", "lies", "crash", "silent", "garbage", "twice", "hang", "floods", "floods_well", "latin"]}],
  "metrics": [
    {"name": "time", "unit": "us", "direction": "minimize", "description": "d"},
    {"name": "energy", "unit": "pJ", "direction": "minimize", "description": "d"},
    {"name": "score", "unit": "1", "direction": "none", "description": "d"}],
  "workloads": [{"id": "small", "description": "d"}],
  "workload_file": {"extensions": [".trace"], "description": "d"},
  "process": {
    "program": {"name": "./cachesim", "config": "program", "environment_variable": "CACHESIM",
      "version": {"arguments": ["--version"], "pattern": "version ([0-9.]+)", "minimum": "2.1",
                  "below": "3"}},
    "arguments": ["-t", "${workload}"],
    "files": [{"path": "cache.cfg", "lines": ["size=${Size:B}", "ways=${Ways}", "mode=${Mode}"]}],
    "infeasible": [{"pattern": "^ERROR: (no such cache.*)"}],
    "failed": [{"from": "stderr", "pattern": "panic: .*"}],
    "success": {"outputs": ["report.txt"]},
    "metrics": {
      "time": {"from": "report.txt", "key": "cycles"},
      "energy": {"key": "energy"},
      "score": {"expression": "time * energy"}}}})json";

class CacheSimulator {
 public:
  CacheSimulator() {
    write("cachesim.archgym.json", k_manifest);
    write("cachesim", k_simulator);
    fs::permissions(host.directory().path() / "cachesim", fs::perms::owner_all);
  }

  // The manifest with a part replaced.
  void change(const std::string& from, const std::string& to) const {
    std::string text = k_manifest;
    const auto place = text.find(from);
    REQUIRE(place != std::string::npos);
    write("cachesim.archgym.json", text.replace(place, from.size(), to));
  }

  Ran eval(const std::vector<std::string>& more = {},
           const std::map<std::string, std::string>& variables = {}) const {
    std::vector<std::string> arguments{"eval", "--json", "--plugin", k_plugin};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return host(arguments, variables);
  }

  // The status and the reason of an evaluation in a mode.
  std::pair<std::string, std::string> outcome(const std::string& mode) const {
    const auto result = json_of(eval({"--set", "Mode=" + mode, "--limit", "timeout_seconds=1"}));
    return {std::string(result.at("status").as_string()),
            result.at("reason").is_null() ? "" : std::string(result.at("reason").as_string())};
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(host.directory().path() / name) << text;
  }

  static constexpr const char* k_plugin = "./cachesim.archgym.json";
  Host host;
};

double metric(const boost::json::object& result, const char* name) {
  return result.at("metrics").at(name).at("value").to_number<double>();
}

TEST_CASE("A program is an environment without a line of code") {
  const CacheSimulator simulator;
  const auto result = json_of(simulator.eval({"--set", "Size=2", "--set", "Ways=4"}));
  CHECK(result.at("status") == "ok");
  CHECK(metric(result, "time") == Approx(0.528));
  CHECK(metric(result, "energy") == Approx(8192e3));
  CHECK(metric(result, "score") == Approx(0.528 * 8192e3));
  CHECK(result.at("info").at("version") == "2.3.1");
  CHECK_THAT(std::string(result.at("info").at("program").as_string()),
             Catch::EndsWith("/cachesim"));
  CHECK(result.at("cpu_seconds").to_number<double>() > 0);
  const Ran described = simulator.host({"describe", "--plugin", CacheSimulator::k_plugin});
  CHECK(described.exit_code == 0);
}

TEST_CASE("What goes wrong in a program is told apart, with its last words") {
  const CacheSimulator simulator;
  CHECK(simulator.outcome("infeasible") ==
        std::pair<std::string, std::string>("infeasible",
                                            "ERROR: no such cache can be built: size 1024"));
  CHECK(simulator.outcome("error").first == "failed");
  CHECK_THAT(
      simulator.outcome("error").second,
      Catch::Contains("cachesim ended with exit code 3") && Catch::Contains("cannot open licence"));
  CHECK(simulator.outcome("lies") ==
        std::pair<std::string, std::string>(
            "failed", "cachesim ended with exit code 0 and said: panic: no deadlock is expected"));
  CHECK(simulator.outcome("crash").first == "failed");
  CHECK_THAT(simulator.outcome("crash").second,
             Catch::Contains("signal 11 (Segmentation fault)") && Catch::Contains("reading small"));
  CHECK(simulator.outcome("silent").first == "parse_error");
  CHECK_THAT(simulator.outcome("silent").second,
             Catch::Contains("the program has not written report.txt"));
  CHECK(simulator.outcome("garbage").first == "parse_error");
  CHECK_THAT(simulator.outcome("garbage").second, Catch::Contains("cycles = many"));
  CHECK(simulator.outcome("twice").first == "parse_error");
  CHECK_THAT(simulator.outcome("twice").second,
             Catch::Contains("found 2 times, expected once: 'cycles = 1' and 'cycles = 2'"));
  CHECK(simulator.outcome("hang").first == "timeout");
}

TEST_CASE("A program can print more than there is memory") {
  const CacheSimulator simulator;
  const auto [status, reason] = simulator.outcome("floods");
  CHECK(status == "failed");
  CHECK(reason == "cachesim ended with exit code 3; the last output was: reading small the end");
  const auto well = simulator.outcome("floods_well");
  CHECK(well.first == "parse_error");
  CHECK_THAT(well.second, Catch::StartsWith("stdout: the file has 3000000") &&
                              Catch::EndsWith("bytes; expected at most 268435456"));
}

TEST_CASE("What a program prints becomes text") {
  const CacheSimulator simulator;
  const auto result = json_of(simulator.eval({"--set", "Mode=latin"}));
  CHECK(result.at("reason") ==
        "cachesim ended with exit code 3; the last output was: reading small no file "
        "M\xef\xbf\xbdller\\x1b[2J");
  CHECK(result.at("info").at("stderr") == "reading small\nno file M\xef\xbf\xbdller\x1b[2J\n");
}

TEST_CASE("What a failing program printed is kept with the result") {
  const CacheSimulator simulator;
  const auto result = json_of(simulator.eval({"--set", "Mode=error"}));
  CHECK(result.at("info").at("ended") == "exit code 3");
  CHECK(result.at("info").at("stderr") == "reading small\ncannot open licence\n");
}

TEST_CASE("A program is found by config, environment variable and name") {
  const CacheSimulator simulator;
  fs::rename(simulator.host.directory().path() / "cachesim",
             simulator.host.directory().path() / "elsewhere");
  const std::string elsewhere = (simulator.host.directory().path() / "elsewhere").string();
  check_refused(simulator.eval(),
                {"/cachesim'", "is not there, or not an executable file",
                 "set the config 'program' to its path, or the environment variable CACHESIM"});
  CHECK(simulator.eval({"--config", "program=" + elsewhere}).exit_code == 0);
  CHECK(simulator.eval({}, {{"CACHESIM", elsewhere}}).exit_code == 0);
  check_refused(simulator.eval({}, {{"CACHESIM", "/nowhere"}}),
                {"/nowhere", "environment variable CACHESIM"});
  simulator.change("./cachesim\"", "no-such-simulator\"");
  check_refused(simulator.eval(), {"program 'no-such-simulator' is not in PATH"});
}

TEST_CASE("A program that cannot be started says why") {
  const CacheSimulator simulator;
  // Without a version, which would start it before.
  std::string manifest = k_manifest;
  const auto version = manifest.find(",\n      \"version\": {\"arguments\"");
  REQUIRE(version != std::string::npos);
  manifest.erase(version, manifest.find('}', version) + 1 - version);
  simulator.write("cachesim.archgym.json", manifest);
  const auto reason = [&](const std::string& program) {
    simulator.write("cachesim", program);
    const auto ran = simulator.eval();
    CHECK(ran.exit_code == 1);
    return std::string(json_of(ran).at("reason").as_string());
  };
  CHECK_THAT(reason("#!/no/such/shell -e\n"),
             Catch::Contains("No such file or directory; its interpreter is /no/such/shell"));
  CHECK_THAT(reason("echo y = 1\n"), Catch::Contains("no script with #! in its first line"));
  CHECK_THAT(reason(""), Catch::Contains("it is no program of this machine"));
}

TEST_CASE("A program of another version is refused") {
  const CacheSimulator simulator;
  simulator.change("\"below\": \"3\"", "\"below\": \"2.3\"");
  check_refused(simulator.eval(),
                {"version 2.3.1 is not supported", "expected at least 2.1 and below 2.3"});
  simulator.change("\"2.1\"", "\"2.10\"");
  check_refused(simulator.eval(), {"expected at least 2.10"});
  simulator.change("version ([0-9.]+)", "release ([0-9.]+)");
  check_refused(simulator.eval(), {"no version is found", "cachesim version 2.3.1"});
}

TEST_CASE("A mistake in a descriptor is named before anything runs") {
  const CacheSimulator simulator;
  const auto refused = [&](const char* from, const char* to, const std::vector<std::string>& says) {
    simulator.change(from, to);
    check_refused(simulator.eval(), says);
  };
  refused("${Size:B}", "${Sise:B}", {"file 'cache.cfg'", "line 1", "did you mean 'Size'"});
  refused("\"cache.cfg\"", "\"../cache.cfg\"", {"not a path inside the working directory"});
  refused("\"from\": \"report.txt\"", "\"from\": \"/etc/passwd\"",
          {"metric 'time'", "not a path inside the working directory"});
  refused("\"key\": \"cycles\"", "\"kez\": \"cycles\"", {"kez", "did you mean 'key'"});
  refused("\"time * energy\"", "\"time * enrgy\"", {"metric 'score'", "did you mean 'energy'"});
  refused("^ERROR: (no", "^ERROR: ((no", {"infeasible", "missing )"});
  refused("panic: ", "panic: (", {"failed", "missing )"});
  refused("\"adapter\": \"process\"", "\"adapter\": \"proces\"", {"did you mean 'process'"});
  refused("\"adapter\": \"process\",", "\"adapter\": \"process\", \"library\": \"libx.so\",",
          {"library"});
  refused("\"lines\": [\"size=${Size:B}\", \"ways=${Ways}\", \"mode=${Mode}\"]",
          "\"template\": \"no-such.in\"", {"no-such.in"});
}

TEST_CASE("The user's own files cannot turn into options or reach a shell") {
  const CacheSimulator simulator;
  const std::string name = "-rf $(touch owned) \"x\" `touch owned`;.trace";
  simulator.write(name, "");
  const auto result = json_of(simulator.eval({"--workload-file", "./" + name}));
  CHECK(result.at("status") == "ok");
  CHECK_FALSE(fs::exists(simulator.host.directory().path() / "owned"));
}

TEST_CASE("Programs run in parallel and a search does not depend on it") {
  const CacheSimulator simulator;
  for (const std::string jobs : {"1", "2"}) {
    const Ran ran = simulator.host({"run", "--plugin", CacheSimulator::k_plugin, "--set",
                                    "Mode=fine", "--agent", "random_walker", "--budget", "12", "-j",
                                    jobs, "--out", "run" + jobs + ".db"});
    INFO(ran.err);
    CHECK(ran.exit_code == 0);
  }
  CHECK(trajectory(simulator.host, "run1.db") == trajectory(simulator.host, "run2.db"));
}

TEST_CASE("A run is not continued with another program or another descriptor") {
  const CacheSimulator simulator;
  simulator.host({"run", "--plugin", CacheSimulator::k_plugin, "--set", "Mode=fine", "--agent",
                  "random_walker", "--budget", "5", "--out", "run.db"});
  simulator.write("cachesim", std::string(k_simulator) + "# changed\n");
  check_refused(simulator.host({"resume", "run.db", "--budget", "9"}),
                {"cannot be continued", "cachesim had SHA-256"});
  simulator.write("cachesim", k_simulator);
  simulator.change("time * energy", "time + energy");
  check_refused(simulator.host({"resume", "run.db", "--budget", "9"}),
                {"cannot be continued", "cachesim.archgym.json had SHA-256"});
  simulator.change("time * energy", "time * energy");
  CHECK(simulator.host({"resume", "run.db", "--budget", "9"}).exit_code == 0);
}

TEST_CASE("A run is not continued with another template of an input file") {
  const CacheSimulator simulator;
  const std::string lines = R"("lines": ["size=${Size:B}", "ways=${Ways}", "mode=${Mode}"])";
  const std::string text = "size=${Size:B}\nways=${Ways}\nmode=${Mode}\n";
  simulator.change(lines, R"("template": "cache.cfg.in")");
  simulator.write("cache.cfg.in", text);
  CHECK(simulator
            .host({"run", "--plugin", CacheSimulator::k_plugin, "--set", "Mode=fine", "--agent",
                   "random_walker", "--budget", "5", "--out", "run.db"})
            .exit_code == 0);
  simulator.write("cache.cfg.in", "# changed\n" + text);
  check_refused(simulator.host({"resume", "run.db", "--budget", "9"}),
                {"cannot be continued", "cache.cfg.in of 'org.example.cachesim' has changed"});
  simulator.write("cache.cfg.in", text);
  CHECK(simulator.host({"resume", "run.db", "--budget", "9"}).exit_code == 0);
}

}  // namespace
}  // namespace archgym::test
