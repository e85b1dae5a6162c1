// A run covers the files that it depends on: the traces that its list of initiators names, and its
// memory.
#include <catch2/catch.hpp>
#include <filesystem>

#include "support/command.hpp"

using archgym::test::Ran;
using archgym::test::TemporaryDirectory;

namespace {

class Run {
 public:
  explicit Run(std::vector<std::string> more = {}) {
    std::filesystem::copy_file(std::filesystem::path(DRAMSYS_DEVICES) / "ddr3-1600.json",
                               directory_.path() / "own.json");
    directory_.write("fast.stl", "0: read 0x40\n3: write 0x2000\n");
    directory_.write("slow.rstl", "9: read 0x80\n");
    directory_.write("initiators.json",
                     R"({"tracesetup": [{"name": "fast.stl"}, {"name": "slow.rstl", "clkMhz": 100},
                                        {"name": "stream-1k"}]})");
    std::vector<std::string> arguments{
        "run",      "--plugin", "dramsys", "--workload-file", "initiators.json",
        "--budget", "5",        "--out",   "run.sqlite"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = host(arguments);
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

TEST_CASE("a run is not continued when its memory has changed") {
  const Run run({"--config", "memory=./own.json"});
  CHECK(run.resume().exit_code == 0);
  std::filesystem::copy_file(std::filesystem::path(DRAMSYS_DEVICES) / "ddr4-2400.json",
                             run.directory().path() / "own.json",
                             std::filesystem::copy_options::overwrite_existing);
  const Ran refused = run.resume();
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, Catch::Contains("own.json of 'org.archgym.dramsys' has changed since"));
}
