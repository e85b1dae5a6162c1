// What a memory cannot do is refused by the constraints of the manifest, before it is simulated.
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <filesystem>

#include "support/command.hpp"

using archgym::test::Ran;
using archgym::test::TemporaryDirectory;

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

Ran host(const TemporaryDirectory& directory, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), ARCHGYM_HOST);
  return archgym::test::run(arguments, directory.path());
}

std::vector<fs::path> devices() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(DRAMSYS_DEVICES)) files.push_back(entry.path());
  return files;
}

// The evaluation of one policy with a memory, by name or path.
Ran eval(const std::string& memory, const char* policy) {
  const TemporaryDirectory directory;
  return host(directory, {"eval", "--plugin", "dramsys", "--workload", "stream-1k", "--config",
                          "memory=" + memory, "--set", policy});
}

}  // namespace

TEST_CASE("every bundled memory can do what the constraints allow, and nothing else") {
  for (const char* policy : {"RefreshPolicy=PerBank", "PowerDownPolicy=Staggered"}) {
    for (const fs::path& file : devices()) {
      CAPTURE(policy, file);
      const Ran named = eval(file.stem(), policy);
      // The constraints know names, so that the plugin decides over its own file.
      const Ran own = eval(file, policy);
      CHECK(named.exit_code == (own.exit_code == 0 ? 0 : 2));
      if (named.exit_code != 0) CHECK_THAT(named.err, Catch::Contains("breaks the constraint"));
      if (own.exit_code != 0) CHECK_THAT(own.err, Catch::Contains("infeasible"));
    }
  }
}

TEST_CASE("refresh of single banks is refused with DDR4 and evaluated with LPDDR4") {
  const Ran refused = eval("ddr4-2400", "RefreshPolicy=PerBank");
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, Catch::Contains("DDR3 and DDR4 have no refresh of a single bank"));
  CHECK(eval("lpddr4-3200", "RefreshPolicy=PerBank").exit_code == 0);
}

TEST_CASE("no agent simulates what the memory refuses") {
  for (const std::string agent : {"random_walker", "genetic"}) {
    for (const std::string memory : {"ddr3-1600", "ddr4-2400", "hbm2-2000"}) {
      CAPTURE(agent, memory);
      const TemporaryDirectory directory;
      const Ran ran =
          host(directory, {"run", "--plugin", "dramsys", "--workload", "stream-1k", "--config",
                           "memory=" + memory, "--agent", agent, "--budget", "200", "--json"});
      REQUIRE(ran.exit_code == 0);
      const json::value counts = json::parse(ran.out).at("accounting");
      CHECK(counts.at("simulated").to_number<int>() > 150);
      CHECK(counts.at("infeasible").to_number<int>() == 0);
    }
  }
}

TEST_CASE("a run that holds what the memory refuses says why and simulates nothing") {
  const TemporaryDirectory directory;
  const Ran ran = host(
      directory, {"run", "--plugin", "dramsys", "--config", "memory=ddr4-1866", "--set",
                  "RefreshPolicy=PerBank", "--workload", "stream-1k", "--budget", "5", "--json"});
  INFO(ran.err);
  CHECK(ran.exit_code == 2);
  CHECK_THAT(ran.err, Catch::Contains("no design is left to search") &&
                          Catch::Contains("no refresh of a single bank"));
  CHECK(ran.out.empty());
}
