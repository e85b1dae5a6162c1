// One seed, one trajectory: whatever the number of workers, isolated or not, fresh or resumed.
#include <csignal>

#include "host.hpp"

using namespace archgym::test;

namespace {

// Every agent that the host finds, without those that only tests use.
std::vector<std::string> agents(const Host& host) {
  std::vector<std::string> names;
  const auto listed = json_of(host({"list", "--json"}));
  for (const auto& plugin : listed.at("plugins").as_array()) {
    const auto& object = plugin.as_object();
    const std::string id(object.at("id").as_string());
    if (object.at("kind").as_string() == "agent" && id.find(".test.") == std::string::npos) {
      names.emplace_back(object.at("name").as_string());
    }
  }
  return names;
}

std::vector<std::string> search(const std::string& agent, const std::string& out) {
  return {"run",      "--plugin", "toy",    "--agent", agent,   "--budget", "90",
          "--window", "16",       "--seed", "5",       "--out", out};
}

}  // namespace

TEST_CASE("every agent writes the same trajectory with any number of workers, isolated or not") {
  const Host host;
  const auto all = agents(host);
  REQUIRE(all.size() >= 2);
  for (const std::string& agent : all) {
    INFO(agent);
    REQUIRE(host(search(agent, agent + ".sqlite")).exit_code == 0);
    const std::string expected = trajectory(host, agent + ".sqlite");
    for (const std::string jobs : {"1", "2", "8"}) {
      for (const std::string isolation : {"worker", "none"}) {
        std::string file = agent;
        file.append(jobs).append(isolation).append(".sqlite");
        auto arguments = search(agent, file);
        arguments.insert(arguments.end(), {"-j", jobs, "--isolation", isolation});
        const auto ran = host(arguments);
        INFO(ran.err);
        REQUIRE(ran.exit_code == 0);
        CHECK(trajectory(host, file) == expected);
      }
    }
  }
}

TEST_CASE("a parallel run that is killed continues to the trajectory of a serial one") {
  const Host host;
  for (const std::string& agent : agents(host)) {
    INFO(agent);
    auto serial = search(agent, agent + ".sqlite");
    serial.insert(serial.end(), {"--config", "mode=uneven"});
    REQUIRE(host(serial).exit_code == 0);
    auto parallel = search(agent, agent + "2.sqlite");
    parallel.insert(parallel.end(),
                    {"--config", "mode=uneven", "-j", "4", "--isolation", "worker"});
    CHECK(host.signalled(parallel, agent + "2.sqlite", SIGKILL, 120).exit_code == 128 + SIGKILL);
    const auto resumed = host({"resume", agent + "2.sqlite", "-j", "3"});
    INFO(resumed.err);
    CHECK(resumed.exit_code == 0);
    CHECK(trajectory(host, agent + "2.sqlite") == trajectory(host, agent + ".sqlite"));
  }
}

TEST_CASE("failures are part of the trajectory") {
  const Host host;
  std::string expected;
  for (const std::string jobs : {"1", "2", "8"}) {
    const auto ran = host({"--plugin", "misbehaving", "--agent", "random_walker", "--budget", "120",
                           "--seed", "3", "--isolation", "worker", "--set", "deed=crash_when_used",
                           "--set", "one_in=5", "-j", jobs, "--out", jobs + ".sqlite"});
    REQUIRE(ran.exit_code == 0);
    const std::string rows = trajectory(host, jobs + ".sqlite");
    if (expected.empty()) expected = rows;
    CHECK(rows == expected);
  }
}
