// A run covers the traces that its list of initiators names.
#include <catch2/catch.hpp>
#include <filesystem>

#include "support/command.hpp"

using archgym::test::Ran;
using archgym::test::TemporaryDirectory;

namespace {

class Run {
 public:
  Run() {
    directory_.write("fast.stl", "0: read 0x40\n3: write 0x2000\n");
    directory_.write("slow.rstl", "9: read 0x80\n");
    directory_.write("initiators.json",
                     R"({"tracesetup": [{"name": "fast.stl"}, {"name": "slow.rstl", "clkMhz": 100},
                                        {"name": "stream-1k"}]})");
    const Ran ran = host({"run", "--plugin", "dramsys", "--workload-file", "initiators.json",
                          "--budget", "5", "--out", "run.sqlite"});
    INFO(ran.err);
    REQUIRE(ran.exit_code == 0);
  }

  Ran resume() const { return host({"resume", "run.sqlite", "--budget", "10"}); }
  const TemporaryDirectory& directory() const { return directory_; }

 private:
  Ran host(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), ARCHGYM_HOST);
    return archgym::test::run(arguments, directory_.path());
  }

  TemporaryDirectory directory_;
};

}  // namespace

TEST_CASE("a run is continued with the traces that it began with") {
  CHECK(Run().resume().exit_code == 0);
}

TEST_CASE("a run is not continued when a trace that its workload names has changed") {
  const Run run;
  run.directory().write("slow.rstl", "9: read 0xC0\n");
  const Ran refused = run.resume();
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, Catch::Contains("slow.rstl, which the workload file ") &&
                              Catch::Contains("initiators.json names, has changed since"));
}

TEST_CASE("a run is not continued when a trace that its workload names is gone") {
  const Run run;
  std::filesystem::remove(run.directory().path() / "fast.stl");
  const Ran refused = run.resume();
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, Catch::Contains("fast.stl"));
}
