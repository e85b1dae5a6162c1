// The adapter plugins that ship, with the real programs of Debian's packages.
#include "host.hpp"

namespace archgym::test {
namespace {

// What a search makes of a metric, as a share of the default design's.
double improved(const Host& host, const char* metric, const std::vector<std::string>& arguments) {
  std::vector<std::string> all{"run", "--json", "-j2", "--out", "run.db", "--objective", metric};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const auto result = json_of(host(all));
  const auto value = [&](const char* design) {
    const auto& metrics = result.at(design).at("metrics");
    return metrics.at(metric).at("value").to_number<double>();
  };
  return value("best") / value("baseline");
}

TEST_CASE("A search finds a better cache of the same size for a real program") {
  const Host host;
  CHECK(improved(host, "average_memory_access_time",
                 {"--plugin", "cachegrind", "--workload", "gzip", "--agent", "genetic", "--budget",
                  "24", "--constraint", "capacity <= 320 KiB"}) < 0.98);
}

TEST_CASE("Cachegrind counts the same twice, and fewer misses in larger caches") {
  const Host host;
  const auto misses = [&](const std::string& size) {
    const auto result = json_of(host({"eval", "--json", "--plugin", "cachegrind", "--workload",
                                      "sort", "--set", "D1Size=" + size}));
    REQUIRE(result.at("status") == "ok");
    return result.at("metrics").at("D1_read_misses").at("value").to_number<double>();
  };
  const double small = misses("4");
  CHECK(small == misses("4"));
  CHECK(misses("64") < small);
}

TEST_CASE("A search finds a wire that needs less energy") {
  const Host host;
  CHECK(improved(host, "energy",
                 {"--plugin", "repeated_wire", "--agent", "random_walker", "--budget", "24"}) <
        0.8);
}

TEST_CASE("A wire that is too slow to simulate is infeasible, not failed") {
  const Host host;
  const auto result = json_of(host({"eval", "--json", "--plugin", "repeated_wire", "--workload",
                                    "chip", "--set", "RepeaterSize=1", "--set", "Repeaters=1"}));
  CHECK(result.at("status") == "infeasible");
}

}  // namespace
}  // namespace archgym::test
