// What a run keeps, and how it goes on, whatever evaluations and sessions do.
#include <algorithm>
#include <csignal>
#include <filesystem>

#include "host.hpp"

using namespace archgym::test;

namespace {

// A simulator in a script: `lines` are what it does with the number `x` of a design, to get `y` or
// a text `error`. Its working directory is not the test's: that is `here`.
void write_simulator(const Host& host, const std::string& lines, int largest = 99999) {
  host.directory().write("sim/sim.archgym.json", R"({
    "manifest_version": 1, "id": "org.example.sim", "name": "sim", "kind": "environment",
    "version": "0.1.0", "summary": "A simulator of a test.", "adapter": "persistent",
    "persistent": { "program": { "name": "python3" }, "arguments": ["${resources}/sim.py"] },
    "determinism": "bitwise", "cancellation": "kill",
    "parameters": [ { "name": "x", "type": "integer", "minimum": 0, "maximum": )" +
                                                     std::to_string(largest) + R"(, "default": 1,
                      "description": "A number." } ],
    "metrics": [ { "name": "y", "unit": "1", "direction": "minimize", "description": "y" } ]
  })");
  host.directory().write("sim/sim.py", R"(
import json, os, sys, time
here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
for line in sys.stdin:
    r = json.loads(line)
    a = {}
    if r["method"] != "create":
        x, y, error = r["parameters"]["x"], 0, ""
        )" + lines + R"(
        a = {"error": error} if error else {"metrics": {"y": float(y)}}
    print(json.dumps({"id": r["id"], **a}), flush=True)
)");
}

std::vector<std::string> rows_of(const Host& host, const std::string& file) {
  const std::string text = host({"export", file, "--format", "jsonl"}).out;
  std::vector<std::string> rows;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    rows.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return rows;
}

std::size_t count(const std::vector<std::string>& rows, const std::string& text) {
  return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [&](const auto& row) {
    return row.find(text) != std::string::npos;
  }));
}

int member(const Ran& ran, const char* name) {
  return json_of(ran).at("accounting").at(name).to_number<int>();
}

}  // namespace

TEST_CASE("what has ended is kept when the host is killed while a long evaluation goes on") {
  for (const std::string jobs : {"1", "4"}) {
    const Host host;
    // The long one goes on when all others that the workers can get at have ended.
    const std::string others = jobs == "1" ? "7" : "19";
    write_simulator(host, R"(done = here + '/done'
        while x == 7 and os.path.getsize(done) < 1 + )" +
                              others + R"(:
            time.sleep(0.01)
        if x == 7:
            open(here + '/alone', 'w').close()
            time.sleep(60)
        with open(done, 'a') as file:
            file.write('x'))");
    const auto killed = host.signalled({"--plugin", "./sim/sim.archgym.json", "--agent", "counter",
                                        "--budget", "20", "-j", jobs, "--out", "a.sqlite"},
                                       "alone", SIGKILL, 1500);
    INFO(killed.err);
    CHECK(killed.exit_code == 128 + SIGKILL);
    CHECK(std::to_string(rows_of(host, "a.sqlite").size()) == others);
  }
}

TEST_CASE("the seconds of a killed run count") {
  const Host host;
  write_simulator(host, R"(if x == 0:
            open(here + '/begun', 'w').close()
            time.sleep(60))");
  CHECK(host.signalled({"--plugin", "./sim/sim.archgym.json", "--agent", "counter", "--budget",
                        "seconds=100", "--out", "a.sqlite"},
                       "begun", SIGKILL, 3000)
            .exit_code == 128 + SIGKILL);
  const auto resumed = host({"resume", "a.sqlite", "--budget", "seconds=1", "--json"});
  CHECK(member(resumed, "asked") == 0);
  CHECK(json_of(resumed).at("ending").as_string() == "the budget is used up");
}

TEST_CASE("a run that found no new designs does not look again when it is resumed") {
  const Host host;
  write_simulator(host, "y = x", 3);
  const auto run =
      host({"--plugin", "./sim/sim.archgym.json", "--agent", "random_walker", "--hyper",
            "distinct=false", "--budget", "simulated=100", "--out", "a.sqlite", "--json"});
  REQUIRE(run.exit_code == 0);
  CHECK(member(run, "simulated") == 4);
  const auto resumed = host({"resume", "a.sqlite", "--json"});
  CHECK(member(resumed, "asked") == member(run, "asked"));
  CHECK(json_of(resumed).at("ending") == json_of(run).at("ending"));
}

TEST_CASE("failed designs are evaluated again, and the run goes on the same way from there") {
  const Host host;
  write_simulator(host,
                  "y = x; error = 'broken' if x % 3 == 0 and os.path.exists(here + '/broken') "
                  "else ''");
  host.directory().write("broken", "");
  REQUIRE(host({"--plugin", "./sim/sim.archgym.json", "--agent", "genetic", "--budget", "60",
                "--out", "a.sqlite"})
              .exit_code == 0);
  CHECK(count(rows_of(host, "a.sqlite"), "\"failed\"") > 0);
  std::filesystem::remove(host.directory().path() / "broken");
  std::filesystem::copy(host.directory().path() / "a.sqlite", host.directory().path() / "b.sqlite");

  const auto retried = host({"resume", "a.sqlite", "--retry-failed", "--budget", "120", "--json"});
  INFO(retried.err);
  REQUIRE(retried.exit_code == 0);
  CHECK(member(retried, "failed") == 0);
  CHECK(member(retried, "asked") == 120);
  CHECK(count(rows_of(host, "a.sqlite"), "\"ok\"") == 120);

  // In two sessions, of which the first one may end anywhere.
  (void)host.signalled({"resume", "b.sqlite", "--retry-failed", "--budget", "120"}, "b.sqlite",
                       SIGKILL, 400);
  REQUIRE(host({"resume", "b.sqlite", "--retry-failed", "--budget", "120"}).exit_code == 0);
  CHECK(trajectory(host, "b.sqlite") == trajectory(host, "a.sqlite"));

  const auto nothing = host({"resume", "a.sqlite", "--retry-failed", "--json"});
  CHECK(nothing.exit_code == 0);
  CHECK(member(nothing, "asked") == 120);
}

TEST_CASE("a run ends when nothing works any more, and can be resumed") {
  const Host host;
  write_simulator(host, R"(with open(here + '/count', 'a') as file:
            file.write('x')
        error = 'the licence is gone' if os.path.getsize(here + '/count') > 50 else '')");
  const auto run = host(
      {"--plugin", "./sim/sim.archgym.json", "--budget", "2000", "--out", "a.sqlite", "--json"});
  CHECK(run.exit_code == 3);
  CHECK(member(run, "failed") >= 200);
  CHECK(member(run, "asked") < 600);
  CHECK(json_of(run).at("last_failure").as_string().find("licence") != std::string::npos);
  host.directory().write("count", "");
  const auto resumed = host({"resume", "a.sqlite", "--budget", "700"});
  CHECK_THAT(resumed.out, Catch::Contains("now they only fail"));
}

TEST_CASE("an agent is told the default design before it is asked") {
  const Host host;
  write_simulator(host, "y = 10 * x");
  host.directory().write("log.archgym.json", R"({
    "manifest_version": 1, "id": "org.example.log", "name": "log", "kind": "agent",
    "version": "0.1.0", "summary": "Writes down what it hears.", "adapter": "persistent",
    "persistent": { "program": { "name": "python3" }, "arguments": ["${resources}/agent.py"] },
    "determinism": "bitwise", "hyperparameters": []
  })");
  host.directory().write("agent.py", R"(
import json, os, sys
log = open(os.path.dirname(os.path.abspath(__file__)) + "/heard", "a")
asked = 0
for line in sys.stdin:
    r = json.loads(line)
    a = {"id": r["id"]}
    if r["method"] == "ask":
        a["points"] = [{"x": 100 + asked}]
        asked += 1
        log.write("ask\n")
    elif r["method"] == "tell":
        for t in r["trials"]:
            log.write("%d %d %g\n" % (t["id"], t["parameters"]["x"], t["objectives"][0]))
    elif r["method"] == "save":
        a["unsupported"] = "no state"
    log.flush()
    print(json.dumps(a), flush=True)
)");
  const auto run = host({"--plugin", "./sim/sim.archgym.json", "--agent", "./log.archgym.json",
                         "--budget", "2", "--out", "a.sqlite", "--json"});
  INFO(run.err);
  REQUIRE(run.exit_code == 0);
  CHECK(member(run, "asked") == 2);
  const auto heard = [&] { return read_file_text(host.directory().path() / "heard"); };
  const std::string first = "9007199254740991 1 10\nask\n0 100 1000\nask\n1 101 1010\n";
  CHECK(heard() == first);
  // Without a state, it hears everything again before it goes on.
  REQUIRE(host({"resume", "a.sqlite", "--budget", "3"}).exit_code == 0);
  CHECK(heard() == first + first + "ask\n2 102 1020\n");
}
