// Episodes through the command line: an environment whose results depend on the designs before, and
// agents that refine.
#include <algorithm>
#include <cmath>
#include <csignal>
#include <map>
#include <sstream>

#include "host.hpp"

using archgym::test::check_refused;
using archgym::test::Host;
using archgym::test::json_of;
using archgym::test::read_file_text;
using archgym::test::trajectory;
namespace json = boost::json;

namespace {

std::vector<json::object> rows_of(const Host& host, const std::string& file) {
  std::vector<json::object> rows;
  std::istringstream lines(host({"export", file, "--format", "jsonl"}).out);
  for (std::string line; std::getline(lines, line);) {
    rows.push_back(json::parse(line).as_object());
  }
  return rows;
}

std::vector<std::string> refining_run(const std::string& out,
                                      const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{
      "--plugin",         "warm_mapper", "--agent", "reinforcement", "--hyper",
      "episode_length=4", "--budget",    "48",      "--out",         out};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

// The mapping that the environment finds for a design when it goes on from `from`.
double mapping_after(const json::object& design, double from) {
  const auto elements = design.at("elements").to_number<double>();
  return from + std::clamp(std::fmod(7 * elements, 64) - from, -8.0, 8.0);
}

// Each row has the result that its steps give, those that failed left out. Returns the rows that
// did.
std::vector<json::object> check_steps(const std::vector<json::object>& rows) {
  std::vector<double> mappings;
  std::vector<json::object> failed;
  for (const auto& row : rows) {
    const auto& previous = row.at("previous");
    const double from = previous.is_null() ? 0 : mappings.at(previous.to_number<std::size_t>());
    mappings.push_back(from);
    if (row.at("status").as_string() != "ok") {
      failed.push_back(row);
      continue;
    }
    mappings.back() = mapping_after(row.at("parameters").as_object(), from);
    CHECK(row.at("metrics").at("mapping").to_number<double>() == mappings.back());
  }
  return failed;
}

std::int64_t first_steps(const std::vector<json::object>& rows) {
  return std::ranges::count_if(rows, [](const auto& row) { return row.at("previous").is_null(); });
}

std::map<std::string, int> lines_in(const Host& host, const std::string& file) {
  std::map<std::string, int> counts;
  std::istringstream lines(read_file_text(host.directory().path() / file));
  for (std::string line; std::getline(lines, line);) ++counts[line];
  return counts;
}

}  // namespace

TEST_CASE("a step goes on from the steps before it") {
  const Host host;
  const auto ran = host(refining_run("a.sqlite", {"--config", "calls=calls.txt"}));
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  const auto rows = rows_of(host, "a.sqlite");
  REQUIRE(rows.size() == 48);
  CHECK(check_steps(rows).empty());
  // The agent proposes ahead, so that the end of the budget finds episodes in their middle.
  const int begun = static_cast<int>(first_steps(rows));
  CHECK(begun >= 12);
  // Episodes take turns, but each has an instance, which takes every step once.
  CHECK(lines_in(host, "calls.txt") == std::map<std::string, int>{{"reset", begun}, {"step", 48}});
}

TEST_CASE("more episodes at once than there are instances are taken up again") {
  const Host host;
  REQUIRE(host(refining_run("a.sqlite", {"--config", "calls=calls.txt", "--hyper", "batch_size=80",
                                         "--budget", "160"}))
              .exit_code == 0);
  const auto rows = rows_of(host, "a.sqlite");
  CHECK(check_steps(rows).empty());
  CHECK(first_steps({rows.begin(), rows.begin() + 20}) == 20);  // take turns
  CHECK(lines_in(host, "calls.txt").at("step") > 160);
}

TEST_CASE("the best step is shown with the steps that led to it") {
  const Host host;
  const auto ran = host(refining_run("a.sqlite", {"--json"}));
  const json::object best = json_of(ran).at("best").as_object();
  const auto rows = rows_of(host, "a.sqlite");
  const auto& episode = best.at("episode").as_array();
  REQUIRE(!episode.empty());
  CHECK(episode.back() == best.at("trial"));
  for (std::size_t k = 0; k < episode.size(); ++k) {
    const auto& previous = rows.at(episode[k].to_number<std::size_t>()).at("previous");
    CHECK(previous == (k == 0 ? json::value(nullptr) : episode[k - 1]));
  }
}

TEST_CASE("episodes are the same wherever their steps are taken") {
  const Host host;
  const std::vector<std::string> setting{"--config", "mode=scratch"};
  REQUIRE(host(refining_run("whole.sqlite", setting)).exit_code == 0);
  const std::string whole = trajectory(host, "whole.sqlite");
  CHECK_THAT(whole, !Catch::Contains("\"mapping\":-1"));
  const std::map<std::string, std::vector<std::string>> ways{
      {"worker", {"--isolation", "worker"}},
      {"threads", {"-j", "3"}},
      {"workers", {"--isolation", "worker", "-j", "3"}},
      {"fresh processes", {"--isolation", "worker", "--limit", "recycle_after=1"}},
      {"recycled", {"--isolation", "worker", "--limit", "recycle_after=5"}}};
  for (auto [name, options] : ways) {
    INFO(name);
    options.insert(options.end(), setting.begin(), setting.end());
    const auto ran = host(refining_run(name + ".sqlite", options));
    INFO(ran.err);
    REQUIRE(ran.exit_code == 0);
    CHECK(trajectory(host, name + ".sqlite") == whole);
  }
}

TEST_CASE("a run of episodes that is killed continues to the same trajectory") {
  const Host host;
  REQUIRE(host(refining_run("whole.sqlite", {"--config", "mode=slow"})).exit_code == 0);
  for (const int milliseconds : {120, 400, 700}) {
    const std::string file = std::to_string(milliseconds) + ".sqlite";
    CHECK(host.signalled(refining_run(file, {"--config", "mode=slow"}), file, SIGKILL, milliseconds)
              .exit_code == 128 + SIGKILL);
    const auto resumed = host({"resume", file});
    INFO(resumed.err);
    CHECK(resumed.exit_code == 0);
    CHECK(trajectory(host, file) == trajectory(host, "whole.sqlite"));
  }
}

TEST_CASE("nothing follows the step with which the environment ended an episode") {
  const Host host;
  REQUIRE(host({"--plugin", "warm_mapper", "--agent", "chain", "--config", "last_step=3",
                "--budget", "5", "--out", "a.sqlite"})
              .exit_code == 0);
  const auto rows = rows_of(host, "a.sqlite");
  REQUIRE(rows.size() == 5);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    CHECK(rows[k].at("ended").as_bool() == (k == 2));
    CHECK(rows[k].at("status").as_string() == (k < 3 ? "ok" : "invalid"));
  }
  CHECK(rows[4].at("reason").as_string() ==
        "the environment ended the episode before, with trial 2");

  // An agent that insists is no reason to go on for ever.
  const auto insists = host({"--plugin", "warm_mapper", "--agent", "chain", "--config",
                             "last_step=3", "--budget", "simulated=5", "--out", "c.sqlite"});
  CHECK_THAT(insists.out, Catch::Contains("3 simulated") &&
                              Catch::Contains("only designs that are known or against"));

  // reinforcement sees it, and begins another episode.
  REQUIRE(host(refining_run("b.sqlite", {"--config", "last_step=2"})).exit_code == 0);
  for (const auto& row : rows_of(host, "b.sqlite")) {
    CHECK(row.at("status").as_string() == "ok");
    CHECK(row.at("ended").as_bool() != row.at("previous").is_null());
  }
}

TEST_CASE(
    "a step that fails is left out of its episode, and its replay file has the steps before") {
  const Host host;
  REQUIRE(host(refining_run("a.sqlite",
                            {"--config", "mode=dying", "--budget", "192", "--set", "buffer=2"}))
              .exit_code == 0);
  const auto rows = rows_of(host, "a.sqlite");
  const auto failed = check_steps(rows);
  REQUIRE(!failed.empty());
  CHECK(std::ranges::any_of(rows, [&rows](const auto& row) {
    const auto& previous = row.at("previous");
    return row.at("status").as_string() == "ok" && !previous.is_null() &&
           rows[previous.template to_number<std::size_t>()].at("status").as_string() != "ok";
  }));

  const auto file =
      "a.sqlite.failures/trial-" + std::to_string(failed[0].at("id").to_number<int>()) + ".json";
  const json::object replay =
      json::parse(read_file_text(host.directory().path() / file)).as_object();
  CHECK(!replay.at("earlier").as_array().empty());
  const auto again = host({"eval", "--replay", file, "--json"});
  INFO(again.err);
  CHECK(json_of(again).at("reason").as_string() == "a three at the end brings bad luck");
}

TEST_CASE("a run whose agent would take another step is not continued") {
  const Host host;
  REQUIRE(host(refining_run("a.sqlite")).exit_code == 0);
  // Without its state the agent proposes everything again.
  REQUIRE(archgym::test::run({"sqlite3", "a.sqlite",
                              "DELETE FROM checkpoint; UPDATE evaluation SET previous = 1 WHERE "
                              "previous = 0"},
                             host.directory().path())
              .exit_code == 0);
  const auto refused = host({"resume", "a.sqlite", "--budget", "60"});
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.err, Catch::Contains("proposes another step for trial"));
}

TEST_CASE("a replay file with steps needs an environment that has episodes") {
  const Host host;
  host.directory().write("a.json", R"({"plugin": "toy", "config": {}, "seed": 1, "parameters": {},
                                       "earlier": [{}]})");
  check_refused(host({"eval", "--replay", "a.json"}),
                {"a.json: it has steps of an episode", "environment 'toy' has no episodes"});
}

TEST_CASE("an environment without episodes evaluates every step by itself") {
  const Host host;
  REQUIRE(host({"--plugin", "toy", "--agent", "reinforcement", "--hyper", "episode_length=4",
                "--budget", "32", "--out", "a.sqlite", "--json"})
              .exit_code == 0);
  const auto rows = rows_of(host, "a.sqlite");
  CHECK(first_steps(rows) >= 8);  // the last ones are begun and not ended
  REQUIRE(first_steps(rows) <= 24);
  for (const auto& row : rows) {
    if (row.at("previous").is_null()) continue;
    host.directory().write("design.json", json::serialize(row.at("parameters")));
    const auto alone = host({"eval", "--plugin", "toy", "--design", "design.json", "--json"});
    INFO(alone.err);
    // Boost.JSON reads real numbers to the last bit but one.
    CHECK(json_of(alone).at("metrics").at("power").at("value").to_number<double>() ==
          Approx(row.at("metrics").at("power").to_number<double>()).epsilon(1e-12));
  }
}
