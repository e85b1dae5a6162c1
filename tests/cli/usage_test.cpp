#include "host.hpp"

using archgym::test::check_refused;
using archgym::test::Host;

TEST_CASE("version and help") {
  const Host host;
  const auto version = host({"--version"});
  CHECK(version.exit_code == 0);
  CHECK_THAT(version.out, Catch::Matches("archgym-host [0-9]+\\.[0-9]+\\.[0-9]+\n"));
  for (const std::string command :
       {"run", "resume", "eval", "list", "describe", "export", "completion"}) {
    CHECK_THAT(host({"--help"}).out, Catch::Contains(command));
    CHECK(host({command, "--help"}).exit_code == 0);
  }
}

TEST_CASE("a wrong command line is one clear message") {
  const Host host;
  check_refused(host({}), {"--help"});
  check_refused(host({"evl"}), {"unknown command 'evl'", "did you mean 'eval'"});
  check_refused(host({"list", "--jsn"}), {"unknown option '--jsn'", "did you mean '--json'"});
  check_refused(host({"list", "everything"}), {"unexpected argument 'everything'"});
  check_refused(host({"resume"}), {"file"});
}

TEST_CASE("a seed is one that a run keeps exactly") {
  const Host host;
  for (const std::string seed : {"-1", "1e3", "9223372036854775808", "18446744073709551616", ""}) {
    check_refused(host({"eval", "--plugin", "toy", "--seed=" + seed}), {"--seed"});
    check_refused(host({"run", "--plugin", "toy", "--seed=" + seed}), {"--seed"});
  }
  check_refused(
      host({"run", "--plugin", "toy", "--seed", "9223372036854775808"}),
      {"'9223372036854775808' is no seed; expected an integer from 0 to 9223372036854775807"});
  const std::string largest = "9223372036854775807";
  REQUIRE(host({"run", "--plugin", "toy", "--seed", largest, "--budget", "3", "--out", "a.sqlite"})
              .exit_code == 0);
  const auto resumed = host({"resume", "a.sqlite", "--budget", "6", "--json"});
  REQUIRE(resumed.exit_code == 0);
  CHECK(archgym::test::json_of(resumed).at("seed") == 9223372036854775807);
  host.directory().write("run.json", R"({"plugin": "toy", "seed": 9223372036854775808})");
  check_refused(
      host({"run", "--config", "run.json"}),
      {"run.json: seed: expected an integer, found 9223372036854775808, which is too large"});
}

TEST_CASE("logs go to stderr, and only when asked for") {
  const Host host;
  CHECK(host({"eval", "--plugin", "toy"}).err.empty());
  const auto verbose = host({"eval", "--plugin", "toy", "-v"});
  CHECK_THAT(verbose.err, Catch::Contains("info") && Catch::Contains("mode normal"));
}

TEST_CASE("an option that is given again replaces the earlier one, a list grows") {
  const Host host;
  const auto ran = host({"--plugin", "toy", "--budget", "900", "--budget", "7", "--set", "size=20",
                         "--set", "ways=2", "--json"});
  REQUIRE(ran.exit_code == 0);
  const auto result = archgym::test::json_of(ran);
  CHECK(result.at("accounting").at("asked").to_number<int>() == 7);
  CHECK(result.at("best").at("parameters").at("size").to_number<int>() == 20);
  CHECK(result.at("best").at("parameters").at("ways").to_number<int>() == 2);
}
