#include <set>
#include <sstream>

#include "host.hpp"

using archgym::test::Host;
using archgym::test::json_of;
using archgym::test::trajectory;

namespace {

archgym::test::Ran search(const Host& host, const std::string& agent, const std::string& out,
                          const std::vector<std::string>& more = {},
                          const std::string& budget = "80") {
  std::vector<std::string> arguments{"run",
                                     "--plugin",
                                     "dramsys",
                                     "--workload",
                                     "sort-1k",
                                     "--agent",
                                     agent,
                                     "--budget",
                                     budget,
                                     "--objective",
                                     "mean_latency",
                                     "--set",
                                     "RefreshPolicy=AllBank",
                                     "--out",
                                     out,
                                     "--json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return host(arguments);
}

// The shares of the trace that a run simulated.
std::set<std::int64_t> shares(const Host& host, const std::string& file) {
  std::set<std::int64_t> found;
  std::istringstream rows(host({"export", file, "--format", "jsonl"}).out);
  for (std::string row; std::getline(rows, row);) {
    const auto text = row.find("\"TraceShare\":");
    REQUIRE(text != std::string::npos);
    found.insert(std::stoll(row.substr(text + 13)));
  }
  return found;
}

}  // namespace

TEST_CASE("only agents that use fidelities evaluate less than the full simulation") {
  const Host host;
  const auto ran = search(host, "genetic", "g.sqlite");
  REQUIRE(ran.exit_code == 0);
  CHECK(shares(host, "g.sqlite") == std::set<std::int64_t>{100});

  REQUIRE(search(host, "hyperband", "h.sqlite").exit_code == 0);
  CHECK(shares(host, "h.sqlite") == std::set<std::int64_t>{4, 11, 33, 100});
}

TEST_CASE("the best design of a run was simulated in full") {
  const Host host;
  const auto result = json_of(search(host, "hyperband", "h.sqlite"));
  CHECK(result.at("best").at("parameters").at("TraceShare").to_number<int>() == 100);
  // Its metrics are those of the whole trace, which has a thousand requests.
  const auto& metrics = result.at("best").at("metrics").as_object();
  CHECK(metrics.at("reads").at("value").to_number<double>() +
            metrics.at("writes").at("value").to_number<double>() ==
        1000);
}

TEST_CASE("a fidelity that the user chooses counts as full") {
  const Host host;
  for (const std::string agent : {"genetic", "hyperband"}) {
    const auto ran = search(host, agent, agent + ".sqlite", {"--set", "TraceShare=50"});
    CHECK(shares(host, agent + ".sqlite") == std::set<std::int64_t>{50});
    CHECK(json_of(ran).at("best").at("parameters").at("TraceShare").to_number<int>() == 50);
  }
  const auto cheap = json_of(host({"eval", "--plugin", "dramsys", "--workload", "sort-1k", "--set",
                                   "TraceShare=10", "--json"}));
  CHECK(cheap.at("status").as_string() == "ok");
}

TEST_CASE("a search over fidelities continues where it was") {
  const Host host;
  REQUIRE(search(host, "hyperband", "whole.sqlite", {}, "120").exit_code == 0);
  REQUIRE(search(host, "hyperband", "part.sqlite", {}, "50").exit_code == 0);
  REQUIRE(host({"resume", "part.sqlite", "--budget", "120"}).exit_code == 0);
  CHECK(trajectory(host, "part.sqlite") == trajectory(host, "whole.sqlite"));
}

TEST_CASE("describe says which parameter sets the fidelity") {
  const Host host;
  CHECK_THAT(host({"describe", "--plugin", "dramsys"}).out,
             Catch::Contains("TraceShare") && Catch::Contains("full simulation"));
}
