#include <catch2/catch.hpp>

#include "json/json.hpp"
#include "run/config.hpp"

using namespace archgym::host;

TEST_CASE("a run configuration survives the way through JSON") {
  const auto document = parse(R"json({
    "plugin": "dramsys", "plugin_config": {"memory": "ddr4-2400"}, "workload": "stream",
    "agent": "genetic", "hyperparameters": {"population_size": 16},
    "objectives": ["minimize(energy)"], "constraints": ["average_power <= 900"],
    "fixed": {"RefreshPolicy": "AllBank"}, "budget": {"asked": 7, "seconds": 2.5},
    "seed": 9223372036854775807, "window": 3, "jobs": 4, "isolation": "worker",
    "limits": {"timeout_seconds": 1.5, "open_files": 64}, "keep_scratch": true, "cache": false,
    "out": "x.sqlite"})json",
                              "run.json");
  const auto config = run_config_from_json(document.value(), "run.json").value();
  CHECK(config.seed == 9223372036854775807u);
  CHECK(config.window == 3);
  CHECK_FALSE(config.cache);
  CHECK(config.execution.jobs == 4);
  CHECK(config.execution.isolation == IsolationMode::worker);
  CHECK(config.limits.open_files == 64u);
  CHECK(config.keep_scratch);
  CHECK(config.budget.asked == 7u);
  CHECK(config.budget.seconds == 2.5);
  CHECK(run_config_from_json(to_json(config), "again").value().fixed == config.fixed);
  CHECK(to_json(run_config_from_json(to_json(config), "again").value()) == to_json(config));
  CHECK(to_json(config) == document.value());
}

TEST_CASE("absent members have their defaults") {
  const auto config = run_config_from_json(boost::json::object{}, "run.json").value();
  CHECK(config.agent == "random_walker");
  CHECK(config.seed == 1);
  CHECK(config.window == 256);
  CHECK(config.cache);
  CHECK(config.execution.jobs == 1);
  CHECK(config.execution.isolation == IsolationMode::automatic);
}

TEST_CASE("wrong members are refused with their path") {
  auto message = [](const char* text) {
    return run_config_from_json(parse(text, "t").value(), "run.json").error().message;
  };
  CHECK_THAT(message(R"({"sead": 1})"),
             Catch::Contains("run.json") && Catch::Contains("did you mean 'seed'"));
  CHECK_THAT(message(R"({"budget": {"asked": "many"}})"), Catch::Contains("budget.asked"));
  CHECK_THAT(message(R"({"window": 0})"), Catch::Contains("window"));
  CHECK_THAT(message(R"({"limits": {"timeout": 3}})"), Catch::Contains("limits"));
  CHECK_THAT(message(R"({"isolation": "workers"})"), Catch::Contains("isolation"));
}
