// Environments and agents that are programs which the host keeps running.
#include <csignal>
#include <filesystem>

#include "host.hpp"
#include "support/processes.hpp"

namespace archgym::test {
namespace {

namespace fs = std::filesystem;

// A simulator that works, and that goes wrong as scripts do when Mode says so.
const char* const k_environment = R"py(#!/usr/bin/env python3
import json, os, sys, time

print("loading tables", file=sys.stderr)
for line in sys.stdin:
    request = json.loads(line)
    answer = {"id": request["id"]}
    if request["method"] == "create":
        if request["config"]["level"] > 5:
            answer["error"] = "level: there is no level above 5"
        elif request["protocol"] != 1 or not os.path.exists(request["resources"] + "/sim.py"):
            answer["error"] = "this is not what was agreed"
        print(json.dumps(answer), flush=True)
        continue
    size, mode = request["parameters"]["Size"], request["parameters"]["Mode"]
    time_ns = 1000 / size + (request["parameters"]["Degree"] or 0)
    answer["metrics"] = {"time": time_ns, "energy": f"{size} nJ"}
    if mode == "infeasible":
        answer = {"id": request["id"], "infeasible": "too hot"}
    elif mode == "error":
        answer = {"id": request["id"], "error": "no licence"}
    elif mode == "garbage":
        print("warming up")
    elif mode == "nan":
        answer["metrics"]["time"] = float("nan")
    elif mode == "partial":
        del answer["metrics"]["energy"]
    elif mode == "wrong metric":
        answer["metrics"]["enregy"] = 1
    elif mode == "wrong unit":
        answer["metrics"]["energy"] = "3 GHz"
    elif mode == "dies":
        raise ValueError("the tables are gone")
    elif mode == "hangs":
        time.sleep(1000)
    elif mode == "twice":
        answer["metrics"]["time"] = 1
        print(json.dumps(answer) + "\n" + json.dumps(answer), flush=True)
        continue
    elif mode == "huge":
        print("x" * 70_000_000)
    print(json.dumps(answer), flush=True)
)py";

const char* const k_environment_manifest = R"json({
  "manifest_version": 1, "id": "org.example.sim", "name": "sim", "kind": "environment",
  "version": "1.0.0", "summary": "A simulator.", "adapter": "persistent", "determinism": "bitwise",
  "config_schema": {"type": "object", "additionalProperties": false, "properties": {
    "level": {"type": "integer", "default": 1}, "program": {"type": "string", "default": ""}}},
  "parameters": [
    {"name": "Size", "type": "ordinal", "values": [1, 2, 4, 8, 16], "unit": "KiB", "default": 1,
     "description": "d"},
    {"name": "Prefetch", "type": "bool", "default": false, "description": "d"},
    {"name": "Degree", "type": "integer", "minimum": 1, "maximum": 8, "default": 1,
     "when": "Prefetch", "description": "d"},
    {"name": "Weight", "type": "real", "minimum": 0, "maximum": 1, "default": 0.5,
     "description": "d"},
    {"name": "Order", "type": "permutation", "values": ["N", "K", "C"],
     "default": ["N", "K", "C"], "description": "d"},
    {"name": "Mode", "type": "categorical", "default": "fine", "description": "d",
     "values": ["fine", "infeasible", "error", "garbage", "nan", "partial", "wrong metric",
                "wrong unit", "dies", "hangs", "twice", "huge"]}],
  "metrics": [
    {"name": "time", "unit": "ns", "direction": "minimize", "description": "d"},
    {"name": "energy", "unit": "pJ", "direction": "minimize", "description": "d"}],
  "persistent": {
    "program": {"name": "./sim.py", "config": "program", "environment_variable": "SIM"}}})json";

// A search that works, or not, as its setting says.
const char* const k_agent = R"py(#!/usr/bin/env python3
import json, random, sys, time

def draw(parameter, rng):
    if parameter["type"] == "integer":
        return rng.randint(parameter["minimum"], parameter["maximum"])
    if parameter["type"] == "real":
        return rng.uniform(parameter["minimum"], parameter["maximum"])
    if parameter["type"] == "bool":
        return rng.random() < 0.5
    if parameter["type"] == "permutation":
        return rng.sample(parameter["values"], len(parameter["values"]))
    return rng.choice(parameter["values"])

told = 0
for line in sys.stdin:
    request = json.loads(line)
    method, answer = request["method"], {"id": request["id"]}
    if method == "create":
        problem, fault = request["problem"], request["hyperparameters"]["fault"]
        rng = random.Random(request["seed"])
        if fault == "refuses":
            answer["error"] = "only one objective is supported"
    elif method == "ask":
        point = {each["name"]: draw(each, rng) for each in problem["parameters"]}
        answer["points"] = [point]
        if fault == "misspells":
            answer["points"][0]["Sise"] = 1
        elif fault == "out of range":
            answer["points"][0]["Size"] = 5
        elif fault == "too many":
            answer["points"] *= request["count"] + 1
        elif fault == "finishes":
            answer["done"] = told == 4
        elif fault == "prints":
            print("thinking")
        elif fault == "dies":
            raise ValueError("no idea")
        elif fault == "hangs" and told == 4:
            open("hanging", "w").close()
            time.sleep(1000)
    elif method == "tell":
        ids = [trial["id"] for trial in request["trials"]]
        assert request["trials"][0]["status"] in ("ok", "infeasible", "failed")
        if ids != [2**53 - 1]:  # the default design, before everything else
            assert ids == [told]
            told += 1
    else:
        answer["unsupported"] = "it has no state"
    print(json.dumps(answer), flush=True)
)py";

const char* const k_agent_manifest = R"json({
  "manifest_version": 1, "id": "org.example.guess", "name": "guess", "kind": "agent",
  "version": "1.0.0", "summary": "Guesses.", "adapter": "persistent", "determinism": "bitwise",
  "concurrency": "instances", "persistent": {
    "program": {"name": "python3"}, "arguments": ["${resources}/guess.py"],
    "environment": {"GUESS": "${resources}"}},
  "hyperparameters": [{"name": "fault", "type": "text", "default": "", "description": "d"}]})json";

class Programs {
 public:
  Programs() {
    write("sim/sim.archgym.json", k_environment_manifest);
    executable("sim/sim.py", k_environment);
    write("guess/guess.archgym.json", k_agent_manifest);
    write("guess/guess.py", k_agent);
  }

  fs::path write(const std::string& name, const std::string& text) const {
    return host.directory().write(name, text);
  }
  void executable(const std::string& name, const std::string& text) const {
    fs::permissions(write(name, text), fs::perms::owner_all);
  }

  // The environment's manifest with a part replaced.
  void change(const std::string& from, const std::string& to) const {
    std::string text = k_environment_manifest;
    const auto place = text.find(from);
    REQUIRE(place != std::string::npos);
    write("sim/sim.archgym.json", text.replace(place, from.size(), to));
  }

  Ran eval(std::vector<std::string> more, std::map<std::string, std::string> variables = {}) const {
    more.insert(more.begin(), {"eval", "--plugin", "sim"});
    variables.emplace("ARCHGYM_PLUGIN_PATH", host.directory().path().string());
    return host(more, variables);
  }

  std::vector<std::string> run_to(const std::string& file, std::vector<std::string> more) const {
    more.insert(more.begin(),
                {"run", "--plugin", "sim/sim.archgym.json", "--agent", "guess/guess.archgym.json",
                 "--set", "Mode=fine", "--seed", "5", "--out", file});
    return more;
  }
  Ran run(const std::string& file, std::vector<std::string> more) const {
    return host(run_to(file, std::move(more)));
  }

  // How an evaluation in this mode ends.
  boost::json::object outcome(const std::string& mode, std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--json", "--set", "Mode=" + mode});
    const auto ran = eval(more);
    INFO(mode);
    return json_of(ran);
  }

  void check_outcome(const std::string& mode, const std::string& status, const std::string& says,
                     const std::vector<std::string>& more = {}) const {
    const auto result = outcome(mode, more);
    INFO(mode << ": " << boost::json::serialize(result));
    CHECK(result.at("status") == boost::json::value(status));
    CHECK_THAT(std::string(result.at("reason").as_string()), Catch::Contains(says));
  }

  Host host;
};

double metric(const boost::json::object& result, const char* name) {
  return result.at("metrics").at(name).at("value").to_number<double>();
}

TEST_CASE("a script is an environment") {
  const Programs programs;
  const auto result = programs.outcome("fine", {"--set", "Size=4"});
  CHECK(metric(result, "time") == 250);
  CHECK(metric(result, "energy") == Approx(4000));
  const auto other =
      programs.outcome("fine", {"--set", "Size=4", "--set", "Prefetch=true", "--set", "Degree=7"});
  CHECK(metric(other, "time") == 257);
}

TEST_CASE("what a script says about a design is recorded") {
  const Programs programs;
  programs.check_outcome("infeasible", "infeasible", "too hot");
  programs.check_outcome("error", "failed", "no licence");
  programs.check_outcome("wrong metric", "parse_error",
                         "unknown metric 'enregy' (did you mean 'energy'?)");
  programs.check_outcome("wrong unit", "parse_error", "metric 'energy'");
  CHECK(programs.outcome("partial").at("metrics").at("energy").at("value").is_null());
}

TEST_CASE("a script that goes wrong costs one evaluation, which says why") {
  const Programs programs;
  programs.check_outcome("garbage", "parse_error", "'warming up");
  programs.check_outcome("nan", "parse_error", "null says 'not measured'");
  programs.check_outcome("twice", "parse_error", "sim.py answered a request with more than one");
  programs.check_outcome("huge", "parse_error", "more than 67108864 bytes");
  programs.check_outcome("dies", "failed", "ended with exit code 1");
  programs.check_outcome("dies", "failed", "ValueError: the tables are gone");
  programs.check_outcome("hangs", "timeout", "no result after 0.5 s",
                         {"--limit", "timeout_seconds=0.5"});
}

TEST_CASE("after a failure the next designs are evaluated as if nothing had been") {
  const Programs programs;
  const auto ran = programs.host({"run",
                                  "--plugin",
                                  "sim/sim.archgym.json",
                                  "--agent",
                                  "random_walker",
                                  "--budget",
                                  "120",
                                  "--limit",
                                  "timeout_seconds=2",
                                  "--set",
                                  "Size=4",
                                  "--set",
                                  "Order=[\"N\",\"K\",\"C\"]",
                                  "--set",
                                  "Weight=0.5",
                                  "--set",
                                  "Prefetch=false",
                                  "--out",
                                  "a.sqlite",
                                  "--json"});
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  const std::string rows = programs.host({"export", "a.sqlite", "--format", "csv"}).out;
  CHECK_THAT(rows, Catch::Contains("warming up") && Catch::Contains("too hot") &&
                       Catch::Contains("ended with exit code 1"));
  CHECK(metric(json_of(ran).at("best").as_object(), "time") == 250);
}

TEST_CASE("descriptors that are wrong are refused") {
  const Programs programs;
  const auto refused = [&](const std::string& from, const std::string& to,
                           const std::vector<std::string>& says) {
    INFO(to);
    programs.change(from, to);
    check_refused(programs.eval({}), says);
  };
  refused("./sim.py\"", "./none.py\"", {"none.py", "is not there", "config 'program'", "SIM"});
  refused("./sim.py\"", "no-such-simulator\"", {"'no-such-simulator' is not in PATH"});
  refused("\"name\": \"./sim.py\"", "\"nmae\": \"./sim.py\"", {"nmae", "did you mean 'name'"});
  refused("\"persistent\": {", "\"persistent\": {\"arguments\": [\"${resource}/x\"],",
          {"persistent.arguments", "'${resource}'", "expected ${resources}"});
  refused("\"adapter\": \"persistent\"", "\"adapter\": \"persistant\"",
          {"did you mean 'persistent'"});
  refused("\"persistent\": {", "\"library\": \"x.so\", \"persistent\": {", {"library"});
  programs.change("\"level\"", "\"level\"");
  check_refused(programs.eval({"--config", "level=6"}),
                {"environment 'sim'", "there is no level above 5"});
}

TEST_CASE("the program may be somewhere else") {
  const Programs programs;
  const std::string directory = programs.host.directory().path().string();
  programs.executable("elsewhere", "#!/bin/sh\nexec " + directory + "/sim/sim.py\n");
  const std::string path = directory + "/elsewhere";
  programs.change("./sim.py", "./none.py");
  CHECK(programs.eval({"--config", "program=" + path}).exit_code == 0);
  CHECK(programs.eval({}, {{"SIM", path}}).exit_code == 0);
}

TEST_CASE("a script is an agent, whatever the number of workers") {
  const Programs programs;
  const auto one = programs.run("one.sqlite", {"--budget", "60"});
  INFO(one.err);
  REQUIRE(one.exit_code == 0);
  const auto two = programs.run("two.sqlite", {"--budget", "60", "-j", "2"});
  INFO(two.err);
  REQUIRE(two.exit_code == 0);
  const std::string whole = trajectory(programs.host, "one.sqlite");
  CHECK(std::ranges::count(whole, '\n') == 60);
  CHECK(trajectory(programs.host, "two.sqlite") == whole);
}

TEST_CASE("a run with an agent that does not save its state continues to the same trajectory") {
  const Programs programs;
  REQUIRE(programs.run("whole.sqlite", {"--budget", "90"}).exit_code == 0);
  REQUIRE(programs.run("part.sqlite", {"--budget", "30"}).exit_code == 0);
  const auto resumed = programs.host({"resume", "part.sqlite", "--budget", "90"});
  INFO(resumed.err);
  REQUIRE(resumed.exit_code == 0);
  CHECK(trajectory(programs.host, "part.sqlite") == trajectory(programs.host, "whole.sqlite"));
}

TEST_CASE("a run whose script changed is not continued") {
  const Programs programs;
  REQUIRE(programs.run("a.sqlite", {"--budget", "10"}).exit_code == 0);
  programs.executable("sim/sim.py", std::string(k_environment) + "\n");
  check_refused(programs.host({"resume", "a.sqlite", "--budget", "20"}),
                {"sim.py", "has changed since"});
}

TEST_CASE("agents that go wrong end the run with the reason") {
  const Programs programs;
  const auto ends = [&](const std::string& fault, int code, const std::string& says) {
    INFO(fault);
    const auto ran =
        programs.run(fault + ".sqlite", {"--budget", "6", "--hyper", "fault=" + fault});
    INFO(ran.err);
    CHECK(ran.exit_code == code);
    CHECK_THAT(ran.err, Catch::Contains("agent 'guess'") && Catch::Contains(says));
  };
  ends("refuses", 2, "only one objective is supported");
  ends("misspells", 1, "points[0]: unknown parameter 'Sise' (did you mean 'Size'?)");
  ends("out of range", 1, "points[0]: parameter 'Size': 5 is not allowed");
  ends("too many", 1, "were asked for");
  ends("prints", 1, "'thinking");
  ends("dies", 1, "ValueError: no idea");
}

TEST_CASE("an agent may finish the search") {
  const Programs programs;
  const auto ran =
      programs.run("a.sqlite", {"--budget", "100", "--hyper", "fault=finishes", "--json"});
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  CHECK(json_of(ran).at("accounting").at("asked").to_number<int>() == 5);
}

TEST_CASE("a run whose agent hangs can be stopped, and nothing is left of it") {
  const Programs programs;
  const auto arguments = programs.run_to("a.sqlite", {"--budget", "20", "--hyper", "fault=hangs"});
  const auto stopped = programs.host.signalled(arguments, "hanging", SIGINT, 100);
  INFO(stopped.err);
  CHECK(stopped.exit_code == 75);
  CHECK(all_gone("GUESS", (programs.host.directory().path() / "guess").string()));
  CHECK_THAT(trajectory(programs.host, "a.sqlite"), Catch::Contains("\"id\":3"));
}

TEST_CASE("a script cannot be run by another agent") {
  const Programs programs;
  const auto ran =
      programs.host({"run", "--plugin", "sim/sim.archgym.json", "--agent", "portfolio", "--hyper",
                     "members=guess", "--budget", "5", "--out", "a.sqlite"},
                    {{"ARCHGYM_PLUGIN_PATH",
                      programs.host.directory().path().string() + ":" + ARCHGYM_TEST_PLUGINS}});
  CHECK(ran.exit_code == 2);
  CHECK_THAT(ran.err, Catch::Contains("agent 'guess' is a program of its own"));
}

}  // namespace
}  // namespace archgym::test
