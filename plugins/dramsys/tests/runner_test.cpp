// DRAMSys as a process, with a stand-in that behaves as the real one did.
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "error.hpp"
#include "runner/executable.hpp"
#include "runner_support.hpp"

using namespace dramsys;
using namespace dramsys::test;

namespace {

void stand_in(const std::string& plan) {
  ::setenv("DRAMSYS_STAND_IN", plan.c_str(), 1);
}

std::string requests(int count) {
  std::string text;
  for (int k = 0; k < count; ++k)
    text += std::to_string(k) + ": read 0x" + std::to_string(k) + "000\n";
  return text;
}

// The report of a run whose version is found out first.
Report run(
    const std::string& plan, const std::function<void()>& watch = [] {},
    const std::string& memory = "ddr3-1600") {
  stand_in(plan);
  const Memory parts(memory);
  const Runner runner(DRAMSYS_STAND_IN_PROGRAM, parts.input(), parts.mhz());
  const Scratch scratch;
  return runner.run(parts.input(), {{requests(10), false, parts.mhz()}}, scratch.path() / "run",
                    watch);
}

Version version_of(const std::string& plan, const std::string& memory) {
  stand_in(plan);
  const Memory parts(memory);
  return Runner(DRAMSYS_STAND_IN_PROGRAM, parts.input(), parts.mhz()).version();
}

template <class Failure>
std::string what(const std::string& plan) {
  try {
    run(plan);
  } catch (const Failure& failure) {
    return failure.what();
  }
  FAIL(plan << " did not fail as expected");
  return "";
}

bool is_alive(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with("State:")) return line.find("Z (zombie)") == std::string::npos;
  }
  return false;
}

}  // namespace

TEST_CASE("the layout of every version is written, and the version found out") {
  for (const std::string memory : {"ddr3-1600", "ddr4-2400"}) {
    CHECK(version_of("4.0", memory) == Version::v4_0);
    CHECK(version_of("5.0", memory) == Version::v5_0);
    CHECK(version_of("5.1", memory) == Version::v5_1);
    CHECK(version_of("5.2", memory) == Version::v5_2);
  }
}

TEST_CASE("a program that takes no layout is refused with what it said about each") {
  stand_in("6.0");
  const Memory parts("ddr3-1600");
  CHECK_THROWS_WITH(Runner("/bin/false", parts.input(), parts.mhz()),
                    Catch::Contains("/bin/false") && Catch::Contains("as v5.0: ") &&
                        Catch::Contains("as v4.0: ") && Catch::Contains("exit code 1"));
}

TEST_CASE("times are read in any unit, energy and power are optional") {
  const Report good = run("5.0:good");
  CHECK(good.channels == 1);
  CHECK(good.total_time == 525);
  CHECK(good.energy == 864);
  CHECK(good.average_power == 1645.71);
  CHECK(run("5.0:even_nanoseconds").total_time == 575);
  const Report silent = run("5.0:no_power");
  CHECK(silent.total_time == 525);
  CHECK(std::isnan(silent.energy));
  CHECK(std::isnan(silent.average_power));
}

TEST_CASE("channels are added up") {
  const Report report = run("5.0:two_channels");
  CHECK(report.channels == 2);
  CHECK(report.total_time == 356.25);
  CHECK(report.energy == Approx(579.075 + 375.75));
  CHECK(report.average_power == Approx(1625.47 + 1183.46));
}

TEST_CASE("designs that DRAMSys refuses are told apart from other failures") {
  CHECK(what<RefusedDesign>("5.0:unknown_enum") == "DRAMSys: Configuration: Invalid PagePolicy");
  CHECK_THAT(what<RefusedDesign>("5.0:buffer_size_zero"),
             Catch::Contains("Minimum request buffer size is 1!"));
  CHECK_THAT(what<RefusedDesign>("5.0:per_bank_refresh"),
             Catch::Contains("Per-bank refresh not supported"));
  CHECK_THAT(what<RefusedDesign>("5.0:watermarks"),
             Catch::Contains("Invalid watermark configuration"));

  CHECK_THAT(what<RunFailed>("5.0:wrong_type"), Catch::Contains("type must be number"));
  CHECK_THAT(what<RunFailed>("5.0:missing_trace"), Catch::Contains("Could not open trace"));
  CHECK_THAT(what<RunFailed>("5.0:empty_trace"), Catch::Contains("Empty trace"));
  CHECK_THAT(what<RunFailed>("5.0:malformed_trace"),
             Catch::Contains("Malformed trace file line 2"));
  CHECK_THAT(what<RunFailed>("5.0:mapping_mismatch"),
             Catch::Contains("Memspec and address mapping do not match"));
  CHECK_THAT(what<RunFailed>("5.0:malformed_json"), Catch::Contains("parse_error"));
  CHECK_THAT(what<RunFailed>("5.0:no_simulation"), Catch::Contains("'simulation' not found"));
  CHECK_THAT(what<RunFailed>("5.0:missing_file"), Catch::Contains("Failed to open file"));
}

TEST_CASE("a program that fails without a word says how it ended and what it printed") {
  CHECK_THAT(what<RunFailed>("5.0:crash"), Catch::Contains("signal 11"));
  CHECK_THAT(what<RunFailed>("5.0:silent"), Catch::Contains("gave no result"));
  CHECK_THAT(what<RunFailed>("5.0:uncaught"),
             Catch::Contains("it aborted") && Catch::Contains("std::invalid_argument"));
}

TEST_CASE("a lot of output does no harm") {
  CHECK(run("5.0:chatter").total_time == 525);
}

TEST_CASE("a program that hangs is stopped with its children when the watch throws") {
  stand_in("5.0:hang");
  const Memory parts("ddr3-1600");
  const Runner runner(DRAMSYS_STAND_IN_PROGRAM, parts.input(), parts.mhz());
  const Scratch scratch;
  const auto child_file = scratch.path() / "run" / "child.pid";
  struct Enough {};
  pid_t child = 0;
  CHECK_THROWS_AS(
      runner.run(parts.input(), {{requests(10), false, parts.mhz()}}, scratch.path() / "run",
                 [&] {
                   std::ifstream(child_file) >> child;
                   if (child != 0) throw Enough();
                 }),
      Enough);
  REQUIRE(child != 0);
  for (int tries = 0; tries < 500 && is_alive(child); ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK_FALSE(is_alive(child));
}

TEST_CASE("a program that is not there is named") {
  const Memory parts("ddr3-1600");
  CHECK_THROWS_WITH(Runner("/nowhere/DRAMSys", parts.input(), parts.mhz()),
                    Catch::Contains("/nowhere/DRAMSys") && Catch::Contains("No such file"));
}

TEST_CASE("DRAMSys is looked for in the configuration, the environment and the PATH") {
  const Scratch scratch;
  const auto program = scratch.path() / "DRAMSys";
  std::filesystem::copy_file("/bin/true", program);
  ::unsetenv("DRAMSYS");
  ::setenv("PATH", "/nowhere", 1);
  CHECK_THROWS_WITH(find_dramsys(""), Catch::Contains("dramsys.executable (not given)") &&
                                          Catch::Contains("DRAMSYS (not set)") &&
                                          Catch::Contains("PATH"));
  ::setenv("PATH", ("/nowhere:" + scratch.path().string()).c_str(), 1);
  CHECK(find_dramsys("") == program);
  CHECK(find_dramsys("DRAMSys") == program);
  ::setenv("DRAMSYS", "/nowhere/DRAMSys", 1);
  CHECK_THROWS_WITH(find_dramsys(""), Catch::Contains("environment variable DRAMSYS: /nowhere"));
  ::setenv("DRAMSYS", program.c_str(), 1);
  ::setenv("PATH", "/nowhere", 1);
  CHECK(find_dramsys("") == program);
  CHECK_THROWS_WITH(find_dramsys("DRAMSys"), Catch::Contains("no program 'DRAMSys'"));
  CHECK_THROWS_WITH(
      find_dramsys(scratch.path().string()),
      Catch::Contains("config dramsys.executable") && Catch::Contains("not a program"));
}

TEST_CASE("clocks that DRAMSys cannot express are refused") {
  stand_in("5.0");
  const Memory parts("ddr3-1600");
  CHECK_THROWS_WITH(Runner(DRAMSYS_STAND_IN_PROGRAM, parts.input(), 800.5),
                    Catch::Contains("clock_mhz") && Catch::Contains("800.5"));
}
