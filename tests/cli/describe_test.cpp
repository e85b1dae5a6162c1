#include "host.hpp"

using archgym::test::check_refused;
using archgym::test::Host;
using archgym::test::json_of;

TEST_CASE("describe shows every parameter with unit, bounds and default") {
  const Host host;
  const auto text = host({"describe", "--plugin", "toy"});
  REQUIRE(text.exit_code == 0);
  for (const char* part :
       {"size (integer)", "1 .. 100", "entries", "lru, fifo, random", "0.5 .. 1.5", "only when",
        "policy == 'random'", "no effect when", "not turbo", "ways <= size",
        "there are not enough entries", "time", "ns", "minimize", "heavy", "Many accesses.", "mode",
        "infinitely many"}) {
    CHECK_THAT(text.out, Catch::Contains(part));
  }
  const auto markdown = host({"describe", "--plugin", "toy", "--format", "markdown"});
  CHECK_THAT(markdown.out, Catch::StartsWith("# toy\n"));
  CHECK_THAT(markdown.out, Catch::Contains("| `ways` | ordinal | 1, 2, 4, 8, 16 | ways | 1 |"));
  const auto json = json_of(host({"describe", "--plugin", "toy", "--json"}));
  CHECK(json.at("manifest").at("name").as_string() == "toy");
  CHECK_FALSE(json.at("cardinality").at("finite").as_bool());
}

TEST_CASE("describe shows agents") {
  const Host host;
  const auto ran = host({"describe", "--agent", "genetic"});
  CHECK(ran.exit_code == 0);
  CHECK_THAT(ran.out, Catch::Contains("population_size"));
}

TEST_CASE("list shows what is usable and why the rest is not") {
  const Host host;
  const auto ran = host({"list"});
  CHECK(ran.exit_code == 0);
  CHECK_THAT(ran.out, Catch::Contains("environment") && Catch::Contains("toy") &&
                          Catch::Contains("random_walker") &&
                          Catch::Contains(ARCHGYM_TEST_PLUGINS));
  const auto json = json_of(host({"list", "--json"}));
  CHECK(json.at("directories").as_array().front().as_string() == ARCHGYM_TEST_PLUGINS);

  host.directory().write("plugins/broken/broken.archgym.json", "{\"manifest_version\": 1,");
  const auto with_broken = archgym::test::run({ARCHGYM_HOST, "list"}, host.directory().path(),
                                              {{"ARCHGYM_PLUGIN_PATH", "plugins"}});
  CHECK(with_broken.exit_code == 0);
  CHECK_THAT(with_broken.out,
             Catch::Contains("Not usable") && Catch::Contains("broken.archgym.json:1:"));
}

TEST_CASE("describe refuses what it does not know") {
  const Host host;
  check_refused(host({"describe"}), {"nothing to describe"});
  check_refused(host({"describe", "--plugin", "dramsis"}), {"no plugin 'dramsis'"});
  check_refused(host({"describe", "--plugin", "toy", "--format", "pdf"}), {"pdf"});
}
