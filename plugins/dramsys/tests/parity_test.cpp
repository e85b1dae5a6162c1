// ArchGym's spaces and rewards under its names, and designs that are known to be the best.
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <cmath>

#include "support/command.hpp"

using archgym::test::Ran;
using archgym::test::TemporaryDirectory;

namespace {

namespace json = boost::json;

class Host {
 public:
  json::object operator()(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), ARCHGYM_HOST);
    const Ran ran = archgym::test::run(arguments, directory_.path());
    INFO(ran.err);
    REQUIRE(ran.exit_code == 0);
    return json::parse(ran.out).as_object();
  }

 private:
  TemporaryDirectory directory_;
};

std::string cardinality(const Host& host, const std::string& space, const char* what) {
  const auto page = host({"describe", "--plugin", "dramsys", "--space", space, "--json"});
  return std::string(page.at("cardinality").at(what).as_string());
}

double metric(const json::object& result, const char* name) {
  return result.at("metrics").at(name).at("value").to_number<double>();
}

double objective_of(const json::object& incumbent) {
  return incumbent.at("objectives").as_object().begin()->value().to_number<double>();
}

json::array known_optima() {
  return json::parse(archgym::test::read_file_text(DRAMSYS_KNOWN_OPTIMA)).as_array();
}

}  // namespace

TEST_CASE("ArchGym's spaces have its sizes") {
  const Host host;
  CHECK(cardinality(host, "archgym-ga", "designs") == "28311552");
  CHECK(cardinality(host, "archgym-aco", "designs") == "1769472");
  CHECK(cardinality(host, "archgym-rl", "designs") == "442368");
  CHECK(cardinality(host, "archgym-brute-force", "designs") == "1935360");
}

TEST_CASE("the memory decides how many designs there are") {
  const Host host;
  for (const auto& [memory, count] : {std::pair("ddr4-2400", "67165735845888"),
                                      {"lpddr4-3200", "100339056599040"},
                                      {"hbm2-2000", "66756188676096"}}) {
    const auto page = host(
        {"describe", "--plugin", "dramsys", "--config", std::string("memory=") + memory, "--json"});
    CHECK(page.at("cardinality").at("canonical").as_string() == count);
  }
}

TEST_CASE("ArchGym's rewards are those of its formula, with the right units") {
  const Host host;
  for (const std::string objective : {"power", "latency", "both"}) {
    const auto run = host({"run", "--plugin", "dramsys", "--workload", "random-1k", "--space",
                           "archgym-ga", "--objective", objective, "--budget", "20", "--json"});
    const auto& best = run.at("best").as_object();
    const double watts = metric(best, "average_power") / 1e3;
    const double milliseconds = metric(best, "total_time") / 1e6;
    const double power = 1 / std::abs(1 - watts), latency = 0.1 / std::abs(0.1 - milliseconds);
    const double expected =
        objective == "power" ? power : (objective == "latency" ? latency : power * latency);
    CHECK(objective_of(best) == Approx(expected));
  }
}

TEST_CASE("the designs that are known to be the best have the value that is known") {
  const Host host;
  const TemporaryDirectory directory;
  for (const json::value& value : known_optima()) {
    const json::object& known = value.as_object();
    const auto file = directory.write("design.json", json::serialize(known.at("design")));
    const auto result =
        host({"eval", "--plugin", "dramsys", "--space", "enumerable", "--workload",
              std::string(known.at("workload").as_string()), "--design", file.string(), "--json"});
    CHECK(metric(result, "energy") * metric(result, "total_time") ==
          Approx(known.at("energy_delay").to_number<double>()).epsilon(1e-9));
  }
}

// The whole space is enumerated by the command in the file; here the part around the optimum.
TEST_CASE("no design around a known optimum is better") {
  const Host host;
  for (const json::value& value : known_optima()) {
    const json::object& known = value.as_object();
    std::vector<std::string> command{"run",
                                     "--plugin",
                                     "dramsys",
                                     "--space",
                                     "enumerable",
                                     "--workload",
                                     std::string(known.at("workload").as_string()),
                                     "--objective",
                                     "energy_delay",
                                     "--agent",
                                     "random_walker",
                                     "--budget",
                                     "100000",
                                     "--json"};
    for (const char* held :
         {"RequestBufferSize", "RespQueue", "RefreshMaxPostponed", "SchedulerBuffer"}) {
      const json::value& at = known.at("design").at(held);
      const std::string text = at.is_string() ? std::string(at.as_string()) : json::serialize(at);
      command.push_back("--set");
      command.push_back(held + ("=" + text));
    }
    const auto run = host(command);
    CHECK(objective_of(run.at("best").as_object()) ==
          Approx(known.at("energy_delay").to_number<double>()).epsilon(1e-9));
  }
}
