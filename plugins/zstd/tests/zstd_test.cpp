// The compression engine as a user meets it.
#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "support/command.hpp"

using namespace archgym::test;
namespace json = boost::json;

namespace {

json::object metrics_of(std::vector<std::string> arguments) {
  static const TemporaryDirectory directory;
  arguments.insert(arguments.begin(), {ARCHGYM_HOST, "eval", "--plugin", "zstd", "--json"});
  const Ran ran = run(arguments, directory.path());
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  return json::parse(ran.out).as_object().at("metrics").as_object();
}

double number(const json::object& metrics, const char* name) {
  return metrics.at(name).at("value").to_number<double>();
}

}  // namespace

TEST_CASE("every workload is compressed, and the ratio is that of the sizes") {
  for (const char* workload : {"trace", "activations", "samples"}) {
    INFO(workload);
    const auto metrics = metrics_of({"--workload", workload});
    CHECK(number(metrics, "ratio") > 1.1);
    CHECK(number(metrics, "ratio") == Approx(32768 / number(metrics, "compressed")));
    CHECK(number(metrics, "memory") == 208);
  }
}

TEST_CASE("smaller tables find less, thorough strategies more") {
  const double initial = number(metrics_of({}), "ratio");
  const auto small =
      metrics_of({"--set", "HashLog=6", "--set", "ChainLog=6", "--set", "WindowLog=10"});
  CHECK(number(small, "memory") == 1.5);
  CHECK(number(small, "ratio") < initial);
  CHECK(number(metrics_of({"--set", "Strategy=btultra2", "--set", "SearchLog=8"}), "ratio") >
        initial);
}

TEST_CASE("a search finds an engine with a third of the memory that compresses better") {
  const TemporaryDirectory directory;
  const double initial = number(metrics_of({}), "ratio");
  const Ran ran =
      run({ARCHGYM_HOST, "run", "--plugin", "zstd", "--agent", "genetic", "--budget", "300",
           "--seed", "1", "--constraint", "memory <= 70", "--out", "zstd.sqlite", "--json"},
          directory.path());
  INFO(ran.err << ran.out);
  REQUIRE(ran.exit_code == 0);
  const auto best = json::parse(ran.out).as_object().at("best").as_object();
  CHECK(number(best.at("metrics").as_object(), "memory") <= 70);
  CHECK(number(best.at("metrics").as_object(), "ratio") > initial);
}
