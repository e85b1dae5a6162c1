#include "host.hpp"

using archgym::test::check_refused;
using archgym::test::Host;
using archgym::test::json_of;

TEST_CASE("eval evaluates the default design") {
  const Host host;
  const auto ran = host({"eval", "--plugin", "toy", "--json"});
  REQUIRE(ran.exit_code == 0);
  const auto result = json_of(ran);
  CHECK(result.at("status").as_string() == "ok");
  // (1 + 100/50 + 1 + 1) / 1 V
  CHECK(result.at("metrics").at("time").at("value").as_double() == Approx(5.0));
  CHECK(result.at("parameters").at("seed_bits").is_null());
}

TEST_CASE("eval takes a design from a file and from --set, which comes last") {
  const Host host;
  host.directory().write("design.json", R"({"size": 100, "policy": "lru", "voltage": 0.5})");
  const auto ran = host({"eval", "--plugin", "toy", "--design", "design.json", "--set", "voltage=1",
                         "--workload", "heavy", "--json"});
  REQUIRE(ran.exit_code == 0);
  CHECK(json_of(ran).at("metrics").at("time").at("value").as_double() == Approx(30.0));
}

TEST_CASE("eval prints metrics with units") {
  const Host host;
  const auto ran = host({"eval", "--plugin", "toy"});
  CHECK(ran.exit_code == 0);
  CHECK(ran.out == "time   5 ns\npower  60 mW\nhits   200\n");
}

TEST_CASE("an evaluation without a result says why") {
  const Host host;
  const auto infeasible = host({"eval", "--plugin", "toy", "--set", "size=13", "--json"});
  CHECK(infeasible.exit_code == 1);
  CHECK(json_of(infeasible).at("status").as_string() == "infeasible");
  CHECK_THAT(infeasible.err, Catch::Contains("13 entries bring bad luck"));
  // A reason that passes, says the plugin: it is waited for, and is no result.
  const auto failed = host(
      {"eval", "--plugin", "toy", "--config", "mode=failing", "--limit", "patience_seconds=0.2"});
  CHECK(failed.exit_code == 75);
  CHECK_THAT(failed.err, Catch::Contains("the licence server does not answer"));
}

TEST_CASE("wrong designs are refused") {
  const Host host;
  check_refused(host({"eval"}), {"no environment"});
  check_refused(host({"eval", "--plugin", "toy", "--set", "ways=3"}), {"ways", "3"});
  check_refused(host({"eval", "--plugin", "toy", "--set", "ways=8", "--set", "size=4"}),
                {"ways <= size", "not enough entries"});
  check_refused(host({"eval", "--plugin", "toy", "--set", "seed_bits=1"}), {"seed_bits"});
  check_refused(host({"eval", "--plugin", "toy", "--set", "order=k,c"}), {"order"});
  check_refused(host({"eval", "--plugin", "toy", "--set", "voltage=nan"}), {"voltage"});
  host.directory().write("list.json", "[1, 2]");
  check_refused(host({"eval", "--plugin", "toy", "--design", "list.json"}),
                {"list.json", "object"});
}
