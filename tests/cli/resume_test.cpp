#include <csignal>

#include "host.hpp"

using archgym::test::check_refused;
using archgym::test::Host;
using archgym::test::json_of;
using archgym::test::trajectory;

namespace {

std::vector<std::string> slow_run(const std::string& agent, const std::string& out) {
  return {"--plugin", "toy", "--agent",  agent,       "--budget", "120",
          "--seed",   "11",  "--config", "mode=slow", "--out",    out};
}

}  // namespace

TEST_CASE("a run that is killed at any moment continues to the same trajectory") {
  const Host host;
  for (const std::string agent : {"random_walker", "genetic"}) {
    REQUIRE(host(slow_run(agent, agent + ".sqlite")).exit_code == 0);
    const std::string whole = trajectory(host, agent + ".sqlite");
    for (const int milliseconds : {150, 700, 1500}) {
      const std::string file = agent + std::to_string(milliseconds) + ".sqlite";
      CHECK(host.signalled(slow_run(agent, file), file, SIGKILL, milliseconds).exit_code ==
            128 + SIGKILL);
      const auto resumed = host({"resume", file});
      INFO(resumed.err);
      CHECK(resumed.exit_code == 0);
      CHECK(trajectory(host, file) == whole);
    }
  }
}

TEST_CASE("an interrupted run stops at a checkpoint with exit code 75 and says how to go on") {
  const Host host;
  const auto stopped = host.signalled(slow_run("genetic", "a.sqlite"), "a.sqlite", SIGINT, 700);
  CHECK(stopped.exit_code == 75);
  CHECK_THAT(stopped.out, Catch::Contains("archgym-host resume a.sqlite"));
  const auto resumed = host({"resume", "a.sqlite", "--json"});
  INFO(resumed.err);
  REQUIRE(resumed.exit_code == 0);
  CHECK(json_of(resumed).at("accounting").at("asked").to_number<int>() == 120);
  REQUIRE(host(slow_run("genetic", "b.sqlite")).exit_code == 0);
  CHECK(trajectory(host, "a.sqlite") == trajectory(host, "b.sqlite"));
}

TEST_CASE("a run that is interrupted before the first result of a batch continues, too") {
  const Host host;
  // Longer than the second of grace that an evaluation has when the run is stopped.
  const std::vector<std::string> arguments{
      "--plugin", "misbehaving", "--agent",     "genetic",  "--isolation",
      "worker",   "--config",    "directory=.", "--config", "milliseconds=1500",
      "--budget", "8",           "-j",          "8",        "--out"};
  auto run_to = [&arguments](const std::string& file) {
    auto all = arguments;
    all.push_back(file);
    return all;
  };
  CHECK(host.signalled(run_to("a.sqlite"), "a.sqlite", SIGINT, 100).exit_code == 75);
  const auto resumed = host({"resume", "a.sqlite"});
  INFO(resumed.err);
  CHECK(resumed.exit_code == 0);
  REQUIRE(host(run_to("b.sqlite")).exit_code == 0);
  CHECK(trajectory(host, "a.sqlite") == trajectory(host, "b.sqlite"));
}

TEST_CASE("a finished run can be given a larger budget") {
  const Host host;
  REQUIRE(host({"--plugin", "toy", "--budget", "64", "--out", "a.sqlite"}).exit_code == 0);
  const auto again = host({"resume", "a.sqlite", "--json"});
  REQUIRE(again.exit_code == 0);
  CHECK(json_of(again).at("accounting").at("asked").to_number<int>() == 64);
  const auto more = host({"resume", "a.sqlite", "--budget", "128", "--json"});
  REQUIRE(more.exit_code == 0);
  CHECK(json_of(more).at("accounting").at("asked").to_number<int>() == 128);
  REQUIRE(host({"--plugin", "toy", "--budget", "128", "--out", "b.sqlite"}).exit_code == 0);
  CHECK(trajectory(host, "a.sqlite") == trajectory(host, "b.sqlite"));
}

TEST_CASE("files that are no runs are refused") {
  const Host host;
  check_refused(host({"resume", "none.sqlite"}), {"none.sqlite"});
  host.directory().write("text.sqlite", "this is not a database, but it is long enough to be one");
  check_refused(host({"resume", "text.sqlite"}), {"text.sqlite"});
  check_refused(host({"export", "text.sqlite"}), {"text.sqlite"});
}

TEST_CASE("a run whose workload file changed is not continued") {
  const Host host;
  host.directory().write("load.txt", "xxxx");
  REQUIRE(host({"--plugin", "toy", "--workload-file", "load.txt", "--budget", "20", "--out",
                "a.sqlite"})
              .exit_code == 0);
  host.directory().write("load.txt", "xxxxyyyy");
  check_refused(host({"resume", "a.sqlite", "--budget", "40"}), {"load.txt", "has changed"});
}
