// Reading what DRAMSys prints.
#include <catch2/catch.hpp>

#include "error.hpp"
#include "runner/output.hpp"

using namespace dramsys;

TEST_CASE("every unit of time is known") {
  const auto time = [](const std::string& text) {
    return read_report("DRAMSys.controller0  Total Time:     " + text + "\n").total_time;
  };
  CHECK(time("1500 fs") == 0.0015);
  CHECK(time("134933750 ps") == 134933.75);
  CHECK(time("50850 ns") == 50850);
  CHECK(time("3 us") == 3000);
  CHECK(time("2.5 ms") == 2.5e6);
  CHECK(time("1 s") == 1e9);
  CHECK_THROWS_WITH(time("12 fortnights"), Catch::Contains("12 fortnights"));
  CHECK_THROWS_WITH(time("soon"), Catch::Contains("soon"));
}

TEST_CASE("the time of several channels is that of the last") {
  const Report report = read_report(
      "DRAMSys.controller0  Total Time:     10 ns\nDRAMSys.controller1  Total Time:     20 ns\n");
  CHECK(report.channels == 2);
  CHECK(report.total_time == 20);
}

TEST_CASE("a channel that had nothing to do has no average power") {
  const Report report = read_report(
      "DRAMSys.dram0  Average Power:  5.00 mW\nDRAMSys.dram1  Average Power:  -nan mW\n");
  CHECK(report.average_power == 5);
}

TEST_CASE("the reason is the first line that names one") {
  CHECK(reason_in("Warning: x\nFatal: A: b\nFatal: C: d\nIn file: e\n") == "A: b");
  CHECK(reason_in("Error: (E549) uncaught exception: c\n") == "(E549) uncaught exception: c");
  CHECK(reason_in("all is well\n").empty());
}
