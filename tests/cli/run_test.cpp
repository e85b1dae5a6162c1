#include <fstream>

#include "host.hpp"

using archgym::test::check_refused;
using archgym::test::Host;
using archgym::test::json_of;
using archgym::test::trajectory;
namespace fs = std::filesystem;

TEST_CASE("run finds a better design than the default and records every evaluation") {
  const Host host;
  const auto ran = host({"run", "--plugin", "toy", "--agent", "genetic", "--budget", "400",
                         "--seed", "7", "--out", "a.sqlite", "--json"});
  REQUIRE(ran.exit_code == 0);
  CHECK(ran.err.empty());
  const auto result = json_of(ran);
  CHECK(result.at("ending").as_string() == "the budget is used up");
  const auto& best = result.at("best").as_object();
  CHECK(best.at("metrics").at("time").at("value").as_double() <
        result.at("baseline").at("metrics").at("time").at("value").as_double());
  CHECK(best.at("metrics").at("time").at("unit").as_string() == "ns");

  const auto& accounting = result.at("accounting").as_object();
  auto count = [&](const char* what) { return accounting.at(what).to_number<int>(); };
  CHECK(count("asked") == 400);
  CHECK(count("simulated") + count("cached") + count("invalid") == 400);

  const auto rows = host({"export", "a.sqlite", "--format", "csv"});
  CHECK(std::count(rows.out.begin(), rows.out.end(), '\n') == 401);
}

TEST_CASE("options without a command mean run") {
  const Host host;
  const auto ran = host({"--plugin", "libtoy_env.so", "--budget", "10"});
  CHECK(ran.exit_code == 0);
  CHECK_THAT(ran.out, Catch::Contains("Best design"));
  CHECK_THAT(ran.out, Catch::Contains("Recorded in toy-random_walker-seed1.sqlite"));
  CHECK(fs::exists(host.directory().path() / "toy-random_walker-seed1.sqlite"));
  // The next run takes the next free name.
  CHECK_THAT(host({"--plugin", "toy", "--budget", "10"}).out,
             Catch::Contains("toy-random_walker-seed1-2.sqlite"));
}

TEST_CASE("the text names best and default values with their units") {
  const Host host;
  const auto ran = host({"--plugin", "toy", "--budget", "50", "--set", "turbo=true"});
  REQUIRE(ran.exit_code == 0);
  CHECK_THAT(ran.out, Catch::Contains("minimize(time) = "));
  CHECK_THAT(ran.out, Catch::Contains("50 entries"));
  CHECK_THAT(ran.out, Catch::Contains("(fixed)"));
  CHECK_THAT(ran.out, Catch::Contains("50 designs asked"));
}

TEST_CASE("the same seed gives the same trajectory, another seed another one") {
  const Host host;
  for (const std::string agent : {"random_walker", "genetic"}) {
    auto run = [&](const std::string& seed, const std::string& out) {
      REQUIRE(host({"--plugin", "toy", "--agent", agent, "--budget", "150", "--seed", seed, "--out",
                    out})
                  .exit_code == 0);
      return trajectory(host, out);
    };
    const auto first = run("3", agent + "1.sqlite");
    CHECK(first == run("3", agent + "2.sqlite"));
    CHECK(first != run("4", agent + "3.sqlite"));
  }
}

TEST_CASE("everything can come from a configuration file, and options override it") {
  const Host host;
  host.directory().write("run.json", R"json({
    "plugin": "toy", "workload": "heavy", "agent": "genetic",
    "hyperparameters": {"population_size": 8}, "objectives": ["minimize(power)"],
    "fixed": {"policy": "lru"}, "budget": {"simulated": 40}, "seed": 5, "out": "b.sqlite"})json");
  const auto ran = host({"run", "--config", "run.json", "--json"});
  REQUIRE(ran.exit_code == 0);
  auto result = json_of(ran);
  CHECK(result.at("workload").as_string() == "heavy");
  CHECK(result.at("file").as_string() == "b.sqlite");
  CHECK(result.at("best").at("parameters").at("policy").as_string() == "lru");
  CHECK(result.at("accounting").at("simulated").to_number<int>() == 40);

  const auto other = host({"run", "--config", "run.json", "--workload", "light", "--out",
                           "c.sqlite", "--set", "policy=fifo", "--json"});
  REQUIRE(other.exit_code == 0);
  result = json_of(other);
  CHECK(result.at("workload").as_string() == "light");
  CHECK(result.at("best").at("parameters").at("policy").as_string() == "fifo");
}

TEST_CASE("several objectives give a Pareto front") {
  const Host host;
  const auto ran = host({"--plugin", "toy", "--agent", "genetic", "--budget", "300", "--objective",
                         "minimize(time)", "--objective", "minimize(power)", "--json"});
  REQUIRE(ran.exit_code == 0);
  const auto result = json_of(ran);
  const auto& front = result.at("front").as_array();
  REQUIRE(front.size() >= 2);
  auto time = [](const boost::json::value& member) {
    return member.at("metrics").at("time").at("value").as_double();
  };
  auto power = [](const boost::json::value& member) {
    return member.at("metrics").at("power").at("value").as_double();
  };
  for (const auto& a : front) {
    for (const auto& b : front) {
      CHECK_FALSE((time(a) <= time(b) && power(a) <= power(b) &&
                   (time(a) < time(b) || power(a) < power(b))));
    }
  }
}

TEST_CASE("constraints on metrics are kept") {
  const Host host;
  const auto ran = host({"--plugin", "toy", "--agent", "genetic", "--budget", "300", "--constraint",
                         "power <= 60 mW", "--json"});
  REQUIRE(ran.exit_code == 0);
  const auto best = json_of(ran).at("best").as_object();
  CHECK(best.at("feasible").as_bool());
  CHECK(best.at("metrics").at("power").at("value").as_double() <= 60);
}

TEST_CASE("a workload file of the user is used") {
  const Host host;
  host.directory().write("load.txt", std::string(20, 'x'));
  const auto ran =
      host({"--plugin", "toy", "--workload-file", "load.txt", "--budget", "5", "--json"});
  REQUIRE(ran.exit_code == 0);
  const auto workload = std::string(json_of(ran).at("workload").as_string());
  CHECK(workload == (host.directory().path() / "load.txt").string());
}

TEST_CASE("infeasible designs are data; designs against a constraint are not simulated") {
  const Host host;
  const auto ran = host({"--plugin", "toy", "--set", "size=13", "--budget", "30", "--json"});
  CHECK(ran.exit_code == 3);  // there is nothing to show
  CHECK_THAT(ran.err, Catch::Contains("the default design is infeasible: 13 entries") &&
                          Catch::Contains("no design has a result"));
  const auto result = json_of(ran);
  CHECK(result.at("best").is_null());
  CHECK(result.at("accounting").at("infeasible") == result.at("accounting").at("simulated"));
}

TEST_CASE("a run whose evaluations all fail ends with exit code 3 and keeps the reasons") {
  const Host host;
  const auto ran = host({"--plugin", "toy", "--config", "mode=mute", "--out", "f.sqlite"});
  CHECK(ran.exit_code == 3);
  CHECK_THAT(host({"export", "f.sqlite"}).out, Catch::Contains("has no value"));
  // Also when the budget ends before that is certain.
  const auto few = host({"--plugin", "toy", "--config", "mode=mute", "--budget", "3"});
  CHECK(few.exit_code == 3);
}

TEST_CASE("what fails for a passing reason from the start is waited for, and leaves no run") {
  const Host host;
  const auto ran = host({"--plugin", "toy", "--config", "mode=failing", "--out", "f.sqlite",
                         "--limit", "patience_seconds=0.2"});
  CHECK(ran.exit_code == 75);
  CHECK_THAT(ran.err, Catch::Contains("the licence server does not answer") &&
                          Catch::Contains("patience_seconds"));
  CHECK_FALSE(fs::exists(host.directory().path() / "f.sqlite"));
}

TEST_CASE("a success without a value where the run needs one is a failure with the reason") {
  const Host host;
  const std::vector<std::string> mute{"--plugin", "toy", "--config", "mode=mute", "--budget", "30"};
  auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), mute.begin(), mute.end());
    return host(more);
  };
  const auto none = with({"--out", "none.sqlite"});
  CHECK(none.exit_code == 3);
  CHECK_THAT(none.out, Catch::Contains("metric 'time' has no value, but the objective "
                                       "'minimize(time)' needs it") &&
                           Catch::Contains("no result") && !Catch::Contains("nan"));
  // What was measured is kept; a metric that nothing needs may be missing.
  CHECK_THAT(host({"export", "none.sqlite", "--format", "jsonl"}).out,
             Catch::Contains("\"time\":null,\"power\":") && Catch::Contains("\"failed\""));
  const auto power = with({"--objective", "power", "--json"});
  CHECK(power.exit_code == 0);
  CHECK(json_of(power).at("accounting").at("failed").to_number<int>() == 0);
  CHECK(with({"--objective", "power", "--constraint", "time <= 5"}).exit_code == 3);
  CHECK(with({"--objective", "power", "--objective", "time"}).exit_code == 3);
  // One design alone is judged as a run would.
  const auto one = host({"eval", "--plugin", "toy", "--config", "mode=mute"});
  CHECK(one.exit_code == 1);
  CHECK_THAT(one.err, Catch::Contains("metric 'time' has no value"));
  const auto again = host({"eval", "--replay", "none.sqlite.failures/trial-0.json"});
  CHECK(again.exit_code == 1);
  CHECK_THAT(again.err, Catch::Contains("metric 'time' has no value"));
}

TEST_CASE("an infinite value never is the best, however it comes about") {
  const Host host;
  for (const std::string objective :
       {"maximize(time)", "minimize(0 - time)", "minimize(power / (power - power))"}) {
    INFO(objective);
    const std::string mode = objective.find('/') == std::string::npos ? "boundless" : "normal";
    const auto ran = host({"--plugin", "toy", "--config", "mode=" + mode, "--budget", "60",
                           "--objective", objective, "--set", "turbo=false"});
    CHECK_THAT(ran.out, Catch::Contains("is not a finite number") && !Catch::Contains("= inf") &&
                            !Catch::Contains("= -inf") && !Catch::Contains("nan"));
    CHECK(ran.exit_code == (mode == "normal" ? 3 : 0));
  }
}

TEST_CASE("a run in which no design meets the constraints on metrics says so") {
  const Host host;
  const auto ran =
      host({"--plugin", "toy", "--constraint", "power <= 0.001", "--budget", "40", "--out", "a"});
  CHECK(ran.exit_code == 3);
  CHECK_THAT(ran.out, Catch::Contains("no design meets every constraint"));
  CHECK_THAT(ran.err,
             Catch::Contains("the default design does not meet the constraint 'power <= 0.001'"));
  CHECK(host({"resume", "a", "--budget", "50"}).exit_code == 3);
}

TEST_CASE("values that are held and break a constraint are refused before anything is evaluated") {
  const Host host;
  check_refused(host({"--plugin", "toy", "--set", "size=2", "--set", "ways=8", "--out", "a"}),
                {"no design is left", "ways <= size", "not enough entries"});
  CHECK_FALSE(fs::exists(host.directory().path() / "a"));
}

TEST_CASE("an instance that dies costs only the evaluation that killed it") {
  const Host host;
  const auto ran = host({"--plugin", "toy", "--config", "mode=dying", "--budget", "200", "--json"});
  REQUIRE(ran.exit_code == 0);
  const auto result = json_of(ran);
  const auto rows =
      host({"export", std::string(result.at("file").as_string()), "--format", "jsonl"}).out;
  int failed = 0;
  for (std::size_t at = 0; at < rows.size();) {
    const auto end = rows.find('\n', at);
    const auto row = boost::json::parse(rows.substr(at, end - at)).as_object();
    at = end + 1;
    const bool kills = row.at("parameters").at("size").as_int64() % 10 == 0;
    if (row.at("status") == "invalid") continue;
    CHECK((row.at("status") == "failed") == kills);
    failed += kills;
  }
  CHECK(failed > 0);
  CHECK(result.at("accounting").at("failed").to_number<int>() <= failed);
}

TEST_CASE("a finite space that is used up ends the run") {
  const Host host;
  const auto ran = host({"--plugin", "toy", "--budget", "5000", "--json", "--set", "size=20",
                         "--set", "voltage=1", "--set", "order=k,c,y", "--set", "policy=lru"});
  REQUIRE(ran.exit_code == 0);
  const auto result = json_of(ran);
  CHECK(result.at("ending").as_string() == "the agent has finished");
  // turbo off: 5 ways; turbo on: 5 ways x 4 boosts. The agent was told one of them, the default.
  CHECK(result.at("accounting").at("simulated").to_number<int>() == 24);
}

TEST_CASE("wrong input of run is refused before anything is written") {
  const Host host;
  auto refused = [&](std::vector<std::string> arguments, const std::vector<std::string>& says) {
    arguments.insert(arguments.end(), {"--out", "never.sqlite"});
    check_refused(host(arguments), says);
    CHECK_FALSE(fs::exists(host.directory().path() / "never.sqlite"));
  };
  refused({"run"}, {"no environment", "archgym-host list"});
  refused({"--plugin", "toi"}, {"no plugin 'toi'", "did you mean 'toy'", ARCHGYM_TEST_PLUGINS});
  refused({"--plugin", "genetic"}, {"is an agent", "an environment is needed"});
  refused({"--plugin", "toy", "--agent", "genetik"}, {"did you mean 'genetic'"});
  refused({"--plugin", "toy", "--agent", "toy"}, {"is an environment", "an agent is needed"});
  refused({"--plugin", "toy", "--workload", "hevy"},
          {"no workload 'hevy'", "did you mean 'heavy'"});
  refused({"--plugin", "toy", "--workload-file", "none.txt"}, {"none.txt", "No such file"});
  refused({"--plugin", "toy", "--workload", "light", "--workload-file", "x"}, {"not both"});
  refused({"--plugin", "toy", "--set", "sise=3"}, {"no parameter 'sise'", "did you mean 'size'"});
  refused({"--plugin", "toy", "--set", "size=300"}, {"size", "300", "100"});
  refused({"--plugin", "toy", "--set", "policy=lur"}, {"policy", "'lur'", "did you mean 'lru'"});
  refused({"--plugin", "toy", "--set", "size"}, {"--set", "expected name=value"});
  refused({"--plugin", "toy", "--set", "size=1", "--set", "size=2"}, {"given twice"});
  refused({"--plugin", "toy", "--hyper", "x=1"}, {"random_walker", "'x'"});
  refused({"--plugin", "toy", "--agent", "genetic", "--hyper", "populationsize=9"},
          {"did you mean 'population_size'"});
  refused({"--plugin", "toy", "--objective", "minimize(tyme)"}, {"tyme", "did you mean 'time'"});
  refused({"--plugin", "toy", "--objective", "minimize(time"}, {"minimize(time"});
  refused({"--plugin", "toy", "--constraint", "power <= 60 W"}, {"mW"});
  refused({"--plugin", "toy", "--budget", "0"}, {"budget '0'", "at least 1"});
  refused({"--plugin", "toy", "--budget", "askd=3"}, {"did you mean 'asked'"});
  refused({"--plugin", "toy", "--budget", "ten"}, {"'ten'"});
  refused({"--plugin", "toy", "--seed", "minus"}, {"seed"});
  refused({"--plugin", "toy", "--config", "mode=fast"}, {"mode", "fast"});
  refused({"--plugin", "toy", "--config", "mod=slow"}, {"did you mean 'mode'"});
  refused({"--plugin", "toy", "--config", "none.json"}, {"none.json"});
  refused({"--plugin", "toy", "--agnet", "genetic"}, {"unknown option '--agnet'", "--agent"});

  host.directory().write("bad.json", "{\"plugin\": \"toy\", \"buget\": {\"asked\": 10}}");
  refused({"--config", "bad.json"}, {"bad.json", "buget", "did you mean 'budget'"});
  host.directory().write("broken.json", "{\"plugin\": \"toy\",\n  oops}");
  refused({"--config", "broken.json"}, {"broken.json:2:"});
}

TEST_CASE("a workload file that the plugin cannot read is refused and nothing is recorded") {
  const Host host;
  host.directory().write("bad.stl", "0: read 0x0\n31: raed 0x40\n");
  host.directory().write("bad.json", R"({"tracesetup": [{"name": "none.stl", "clkMhz": 800}]})");
  const std::map<std::string, std::vector<std::string>> files{
      {"bad.stl", {"bad.stl:2", "raed"}}, {"bad.json", {"none.stl", "No such file"}}};
  for (const auto& [file, says] : files) {
    for (const std::string isolation : {"none", "worker"}) {
      const std::vector<std::string> options{"--plugin", "dramsys",     "--workload-file",
                                             file,       "--isolation", isolation};
      CAPTURE(file, isolation);
      std::vector<std::string> command{"eval"};
      command.insert(command.end(), options.begin(), options.end());
      check_refused(host(command), says);
      command.front() = "run";
      command.insert(command.end(), {"--out", "never.sqlite"});
      check_refused(host(command), says);
    }
  }
  std::size_t files_left = 0;
  for (const auto& entry : fs::directory_iterator(host.directory().path())) {
    CAPTURE(entry.path());
    ++files_left;
  }
  CHECK(files_left == files.size());
}

TEST_CASE("an existing run file is never overwritten") {
  const Host host;
  host.directory().write("mine.sqlite", "precious");
  check_refused(host({"--plugin", "toy", "--out", "mine.sqlite"}), {"mine.sqlite"});
  CHECK(archgym::test::read_file_text(host.directory().path() / "mine.sqlite") == "precious");
  CHECK(host({"--plugin", "toy", "--out", "no/such/dir/x.sqlite"}).exit_code != 0);
}

TEST_CASE("a result that cannot be printed is an error") {
  const Host host;
  const auto ran = archgym::test::run(
      {"/bin/sh", "-c", std::string(ARCHGYM_HOST) + " list > /dev/full"}, host.directory().path());
  CHECK(ran.exit_code == 1);
  CHECK_THAT(ran.err, Catch::Contains("standard output cannot be written"));
}
