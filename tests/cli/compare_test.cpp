// Parts of a space, objectives with names, and the same designs on two backends.
#include <set>

#include "host.hpp"

using archgym::test::check_refused;
using archgym::test::Host;
using archgym::test::json_of;

namespace {

std::set<std::string> values_of(const Host& host, const std::string& file,
                                const std::string& parameter) {
  std::set<std::string> values;
  const std::string rows = host({"export", file, "--format", "jsonl"}).out;
  for (std::size_t at = 0; at < rows.size();) {
    const auto end = rows.find('\n', at);
    const auto row = boost::json::parse(rows.substr(at, end - at));
    values.insert(boost::json::serialize(row.at("parameters").at(parameter)));
    at = end + 1;
  }
  return values;
}

}  // namespace

TEST_CASE("a named space is smaller, and a run stays in it") {
  const Host host;
  const auto described =
      json_of(host({"describe", "--plugin", "toy", "--space", "small", "--json"}));
  // turbo 2, size 5, ways 2, policy 2, seed_bits 3
  CHECK(described.at("cardinality").at("designs").as_string() == "120");
  // lru has no seed bits; ways 4 fits every size.
  CHECK(described.at("cardinality").at("canonical").as_string() == "80");

  const auto ran = host({"run", "--plugin", "toy", "--space", "small", "--agent", "random_walker",
                         "--budget", "300", "--out", "run.sqlite", "--json"});
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  CHECK(values_of(host, "run.sqlite", "policy") == std::set<std::string>{"\"lru\"", "\"random\""});
  CHECK(values_of(host, "run.sqlite", "ways") == std::set<std::string>{"1", "4"});
  CHECK(values_of(host, "run.sqlite", "seed_bits") == std::set<std::string>{"0", "3", "7", "null"});
  CHECK(values_of(host, "run.sqlite", "size") == std::set<std::string>{"4", "5", "6", "7", "8"});
  CHECK(values_of(host, "run.sqlite", "voltage") == std::set<std::string>{"1E0"});
}

TEST_CASE("names of spaces and values outside of them are refused with what is known") {
  const Host host;
  check_refused(host({"run", "--plugin", "toy", "--space", "smal"}), {"'smal'", "small"});
  check_refused(host({"describe", "--agent", "random_walker", "--space", "small"}), {"small"});
  check_refused(host({"run", "--plugin", "toy", "--space", "small", "--set", "policy=fifo"}),
                {"policy", "lru, random"});
  check_refused(host({"eval", "--plugin", "toy", "--space", "small", "--set", "size=9"}),
                {"size", "4 to 8"});
}

TEST_CASE("a named objective is recorded as what it stands for") {
  const Host host;
  const auto ran = host({"run", "--plugin", "toy", "--objective", "thrift", "--budget", "20",
                         "--out", "run.sqlite", "--json"});
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  CHECK_THAT(ran.out, Catch::Contains("minimize(0.5 * time + power)"));
  check_refused(host({"run", "--plugin", "toy", "--objective", "thrifty"}), {"thrifty", "thrift"});
}

TEST_CASE("every record says which backend ran") {
  const Host host;
  const auto ran =
      json_of(host({"eval", "--plugin", "toy", "--config", "backend=pessimist", "--json"}));
  CHECK(ran.at("info").at("backend").as_string() == "pessimist");
  REQUIRE(host({"run", "--plugin", "toy", "--config", "backend=pessimist", "--budget", "30",
                "--set", "turbo=false", "--set", "order=k,c,y", "--set", "voltage=1", "--set",
                "policy=lru", "--set", "ways=1", "--out", "run.sqlite"})
              .exit_code == 0);
  // Known results too: of 100 sizes, some come twice.
  const std::string csv = host({"export", "run.sqlite", "--format", "csv"}).out;
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 31);
  std::size_t said = 0;
  for (auto at = csv.find("pessimist"); at != std::string::npos;
       at = csv.find("pessimist", at + 1)) {
    ++said;
  }
  CHECK(said >= 29);  // an infeasible size says nothing
}

TEST_CASE("two backends are compared on one design and on a sample") {
  const Host host;
  const auto one = host({"eval", "--plugin", "toy", "--compare", "pessimist,analytic"});
  REQUIRE(one.exit_code == 0);
  CHECK_THAT(one.out, Catch::Contains("pessimist") && Catch::Contains("time    5.05 ns    5 ns") &&
                          Catch::Contains("1 %"));

  const auto sample = json_of(host(
      {"eval", "--plugin", "toy", "--compare", "pessimist,analytic", "--sample", "40", "--json"}));
  CHECK(sample.at("reference").as_string() == "analytic");
  CHECK(sample.at("designs").as_array().size() == 40);
  const auto& differences = sample.at("differences").at("pessimist").at("metrics");
  CHECK(differences.at("time").at("median").as_double() == Approx(0.01));
  CHECK(differences.at("time").at("worst").as_double() == Approx(0.01));
  CHECK(differences.at("power").at("worst").as_double() == 0);
  CHECK(differences.at("power").at("equal").as_int64() ==
        differences.at("power").at("compared").as_int64());
  const auto text =
      host({"eval", "--plugin", "toy", "--compare", "pessimist,analytic", "--sample", "40"});
  CHECK_THAT(text.out, Catch::Contains("40 designs, 40 with the same status"));
}

TEST_CASE("a comparison needs two backends that there are") {
  const Host host;
  check_refused(host({"eval", "--plugin", "toy", "--compare", "analytic"}), {"at least two"});
  check_refused(host({"eval", "--plugin", "toy", "--compare", "analytic,analytic"}), {"different"});
  check_refused(host({"eval", "--plugin", "toy", "--compare", "analytic,optimist"}),
                {"backend", "pessimist"});
  check_refused(host({"eval", "--plugin", "toy", "--sample", "3"}), {"--compare"});
}
