// Cases whose outcome can be worked out by hand from the data sheet.
#include <catch2/catch.hpp>
#include <cmath>
#include <future>

#include "clocks.hpp"
#include "error.hpp"
#include "support.hpp"

using namespace dramsys;
using namespace dramsys::test;

namespace {

struct Run {
  Measurements measured;
  Recorder recorder;
};

Run record(const DeviceFile& file, const Trace& trace, const Policies& policies,
           double initiator_mhz = 0) {
  Simulator simulator(file.device);
  const Workload workload = prepare(trace, file.device, default_mapping(file),
                                    initiator_mhz == 0 ? file.device.clock_mhz : initiator_mhz);
  Run result;
  Unwatched unwatched;
  result.measured = simulator.run(workload, policies, result.recorder, unwatched);
  return result;
}

Trace reads_of(std::initializer_list<std::uint64_t> addresses) {
  Trace trace;
  for (std::uint64_t address : addresses)
    trace.entries.push_back({trace.entries.size(), address, 0, false});
  return trace;
}

Trace stream(std::size_t count) {
  Trace trace;
  for (std::size_t k = 0; k < count; ++k) trace.entries.push_back({k, k * 64, 0, false});
  return trace;
}

}  // namespace

TEST_CASE("one read takes tRCD + RL + burst") {
  const DeviceFile file = device_file("ddr3-1600");
  const Run run = record(file, reads_of({0}), {});
  CHECK(run.measured.total_time == Approx((10 + 10 + 4) * 1.25));
  CHECK(run.measured.mean_latency == Approx(30.0));
  CHECK(run.measured.p99_latency == Approx(30.0));
  CHECK(run.measured.activity.activates == 1);
  CHECK(run.measured.row_hits == 0);
}

TEST_CASE("a second read of the row hits, one of another row waits for precharge and activate") {
  const DeviceFile file = device_file("ddr3-1600");
  const Run hit = record(file, reads_of({0, 0x40}), {});
  CHECK(hit.measured.total_time == Approx((24 + 4) * 1.25));
  CHECK(hit.measured.row_hits == 1);
  const Run conflict = record(file, reads_of({0, 0x10000}), {});
  // ACT at 0, PRE at tRAS, ACT tRP later, RD tRCD later, data RL + burst later.
  CHECK(conflict.measured.total_time == Approx((28 + 10 + 10 + 14) * 1.25));
  CHECK(conflict.measured.row_hits == 0);
  CHECK(conflict.measured.activity.activates == 2);
}

TEST_CASE("a stream of reads runs near the peak bandwidth") {
  const Run ddr3 = record(device_file("ddr3-1600"), stream(10000), {});
  CHECK(ddr3.measured.bandwidth > 0.97 * 12.8);
  CHECK(ddr3.measured.bandwidth < 12.8);
  const Run ddr4 = record(device_file("ddr4-2400"), stream(10000), {});
  CHECK(ddr4.measured.bandwidth > 0.95 * 19.2);
  CHECK(ddr4.measured.bandwidth < 19.21);
}

TEST_CASE("without bank group interleaving a DDR4 stream is bound by tCCD_L") {
  const DeviceFile file = device_file("ddr4-2400");
  Simulator simulator(file.device);
  const Workload workload =
      prepare(stream(10000), file.device, mapping(file, "row-bank-column"), 1200);
  Policies policies;
  policies.refresh = RefreshPolicy::no_refresh;
  const Measurements measured = run(simulator, workload, policies);
  CHECK(measured.total_time == Approx(10000 * 6 * 0.833).epsilon(0.02));
}

TEST_CASE("closing the row with every access makes a stream pay tRC each") {
  Policies policies;
  policies.page = PagePolicy::closed;
  policies.refresh = RefreshPolicy::no_refresh;
  const Run run = record(device_file("ddr3-1600"), stream(10000), policies);
  // 47.5 ns each, except that the last requests of a row overlap with the first of the next one,
  // which is in another bank: 8 of 128 with a buffer of 8 for each bank.
  CHECK(run.measured.total_time == Approx(10000 * 47.5 * 120 / 128).epsilon(0.01));
  CHECK(run.measured.activity.activates == 10000);
  CHECK(run.measured.row_hits == 0);
}

TEST_CASE("refreshes come every tREFI and can be postponed or switched off") {
  const DeviceFile file = device_file("ddr3-1600");
  Policies policies;
  const auto refreshes = [&] { return record(file, stream(10000), policies).measured; };
  const Measurements due = refreshes();
  CHECK(due.activity.refreshes == static_cast<std::int64_t>(due.total_time / 7800.0));
  policies.max_postponed = 8;
  CHECK(refreshes().activity.refreshes == 0);  // the trace ends before the ninth is due
  policies.max_postponed = 0;
  policies.refresh = RefreshPolicy::no_refresh;
  CHECK(refreshes().activity.refreshes == 0);
}

TEST_CASE("the row-hit-first scheduler overtakes, the first-in-first-out one does not") {
  const DeviceFile file = device_file("ddr3-1600");
  const Trace trace = reads_of({0, 0x10000, 0x40});
  Policies policies;
  policies.response = ResponsePolicy::fifo;
  const Run first_ready = record(file, trace, policies);
  CHECK(first_ready.measured.activity.activates == 2);
  CHECK(first_ready.recorder.responses[1].request == 3);
  policies.scheduler = SchedulerPolicy::fifo;
  const Run in_order = record(file, trace, policies);
  CHECK(in_order.measured.activity.activates == 3);
  CHECK(in_order.recorder.responses[1].request == 2);
  policies.scheduler = SchedulerPolicy::fr_fcfs;
  policies.response = ResponsePolicy::reorder;
  CHECK(record(file, trace, policies).recorder.responses[1].request == 2);
}

TEST_CASE("the grouping scheduler does not overtake an older access to the same address") {
  const DeviceFile file = device_file("ddr3-1600");
  Trace trace = reads_of({0, 0x40, 0x80, 0x80});
  trace.entries[2].write = true;  // write 0x80, then read it
  Policies policies;
  policies.scheduler = SchedulerPolicy::fr_fcfs_grp;
  const Run run = record(file, trace, policies);
  std::vector<std::uint32_t> order;
  for (const CommandRecord& command : run.recorder.commands)
    if (is_column(command.command)) order.push_back(command.request);
  CHECK(order == std::vector<std::uint32_t>{1, 2, 3, 4});
}

TEST_CASE("the limit on active transactions is the number of requests on their way") {
  const DeviceFile file = device_file("ddr3-1600");
  Policies policies;
  policies.arbiter = ArbiterPolicy::fifo;
  policies.max_active = 1;
  const Run run = record(file, stream(100), policies);
  for (std::size_t k = 1; k < run.recorder.responses.size(); ++k)
    CHECK(run.recorder.responses[k].arrival >= run.recorder.responses[k - 1].response);
}

TEST_CASE("an idle rank powers down, which saves energy and costs exit latency") {
  const DeviceFile file = device_file("ddr3-1600");
  Trace trace;
  for (std::uint64_t k = 0; k < 500; ++k) trace.entries.push_back({k * 300, k * 64, 0, false});
  Policies policies;
  const Run up = record(file, trace, policies);
  policies.power_down = PowerDownPolicy::staggered;
  const Run down = record(file, trace, policies);
  CHECK(down.measured.activity.power_downs > 400);
  CHECK(up.measured.activity.power_downs == 0);
  CHECK(down.measured.energy.total() < 0.9 * up.measured.energy.total());
  CHECK(down.measured.mean_latency ==
        Approx(up.measured.mean_latency + 6 * 1.25).epsilon(0.05));  // tXP
}

TEST_CASE("a long idle time passes in self refresh") {
  const DeviceFile file = device_file("ddr3-1600");
  Trace trace = reads_of({0, 0x40});
  trace.entries[1].time = 1000000;
  Policies policies;
  policies.page = PagePolicy::closed;
  policies.power_down = PowerDownPolicy::staggered;
  const Run run = record(file, trace, policies);
  CHECK(run.measured.activity.self_refreshes == 1);
  CHECK(run.measured.activity.refreshes == 1);  // the extra one after leaving it
  CHECK(run.measured.activity.self_refresh_cycles > 980000);
}

TEST_CASE("a long request becomes one burst after the other") {
  Trace trace = reads_of({0x100});
  trace.entries[0].bytes = 256;
  const Run run = record(device_file("ddr3-1600"), trace, {});
  CHECK(run.measured.activity.reads == 4);
  // Not aligned: one burst more.
  trace.entries[0].address = 0x120;
  CHECK(record(device_file("ddr3-1600"), trace, {}).measured.activity.reads == 5);
}

TEST_CASE("addresses beyond the memory wrap, up to the last one") {
  const Run run =
      record(device_file("ddr3-1600"), reads_of({0xffffffffffffffff, 0x3fffffc0, 0x40000000}), {});
  REQUIRE(run.measured.activity.reads == 3);
  CHECK(run.measured.row_hits == 1);  // the first two are the same burst
}

TEST_CASE("times count the initiator's clock, from the start or from the last acceptance") {
  const DeviceFile file = device_file("ddr3-1600");
  Trace trace = reads_of({0, 0x40});
  trace.entries[1].time = 100;
  CHECK(record(file, trace, {}).measured.total_time == Approx((100 + 14) * 1.25));
  CHECK(record(file, trace, {}, 400).measured.total_time == Approx((200 + 14) * 1.25));
  CHECK(record(file, trace, {}, 1600).measured.total_time == Approx((50 + 14) * 1.25));
  trace.relative = true;
  trace.entries[0].time = 50;
  CHECK(record(file, trace, {}).measured.total_time == Approx((150 + 14) * 1.25));
}

TEST_CASE("clocks that differ are aligned upwards") {
  const Clocks slower{3000, 1000};
  CHECK(slower.seen(2) == 6);
  CHECK(slower.first_after(6) == 9);
  CHECK(slower.first_after(7) == 9);
  CHECK(slower.ticks_after(7, 1) == 12);
  const Clocks faster{400, 1000};
  CHECK(faster.seen(2) == 1);
  CHECK(faster.first_after(1) == 2);
  CHECK(faster.ticks_after(2, 0) == 2);
}

TEST_CASE("a design that can get stuck is reported instead of running for ever") {
  const DeviceFile file = device_file("ddr3-1600");
  // Row 0 stays open for request 3, which Strict does not let pass request 2.
  const Trace trace = reads_of({0, 0x10000, 0x40});
  Policies policies;
  policies.mux = MuxPolicy::strict;
  policies.refresh = RefreshPolicy::no_refresh;
  CHECK_THROWS_AS(record(file, trace, policies), Deadlock);
}

TEST_CASE("two ranks share the channel and refresh in turn") {
  DeviceFile file = device_file("ddr3-1600");
  file.device.geometry.ranks = 2;
  for (auto& [name, bits] : file.mappings) {
    bits.rank = {30};
  }
  Trace trace;
  for (std::uint64_t k = 0; k < 4000; ++k)
    trace.entries.push_back({k, (k % 2) << 30 | k * 64, 0, k % 5 == 0});
  const Run run = record(file, trace, {});
  CHECK(run.measured.activity.reads + run.measured.activity.writes == 4000);
  Cycle first[2] = {0, 0};
  for (const CommandRecord& command : run.recorder.commands)
    if (command.command == Command::refresh && first[command.rank] == 0)
      first[command.rank] = command.time;
  CHECK(first[1] > 0);
  CHECK(std::llabs(first[0] - first[1]) > 6240 / 3);
}

TEST_CASE("the same run gives the same bits, whatever ran before") {
  const DeviceFile file = device_file("ddr4-2400");
  Simulator used(file.device);
  for (std::uint64_t trial = 0; trial < 60; ++trial) {
    archgym::Random random(5, "determinism", trial);
    const Policies policies = random_policies(random);
    const Workload workload =
        prepare(random_trace(random, 300), file.device, default_mapping(file), 1200);
    Simulator fresh(file.device);
    const Measurements a = run(used, workload, policies), b = run(fresh, workload, policies);
    CHECK(a.total_time == b.total_time);
    CHECK(a.mean_latency == b.mean_latency);
    CHECK(a.p99_latency == b.p99_latency);
    CHECK(a.energy.total() == b.energy.total());
    CHECK(a.row_hits == b.row_hits);
  }
}

TEST_CASE("a run that is stopped leaves nothing behind") {
  struct Stop {};
  struct Stopper final : Progress {
    void done(double) override { throw Stop(); }
  };
  const DeviceFile file = device_file("ddr3-1600");
  Simulator simulator(file.device);
  const Workload workload =
      prepare(stream(30000), file.device, default_mapping(file), file.device.clock_mhz);
  const double expected = run(simulator, workload, {}).total_time;
  NoObserver nobody;
  Stopper stopper;
  CHECK_THROWS_AS(simulator.run(workload, {}, nobody, stopper), Stop);
  CHECK(run(simulator, workload, {}).total_time == expected);
}

TEST_CASE("a single bank is refreshed while the others work") {
  const DeviceFile file = device_file("lpddr4-3200");
  Policies policies;
  policies.refresh = RefreshPolicy::per_bank;
  const Run run = record(file, stream(10000), policies);
  const double rounds = run.measured.total_time / (781 * 0.625);
  CHECK(static_cast<double>(run.measured.activity.bank_refreshes) == Approx(rounds).margin(2));
  CHECK(run.measured.activity.refreshes == 0);
  // Cheaper for a stream than refreshes of all banks, which stop it.
  policies.refresh = RefreshPolicy::all_bank;
  CHECK(run.measured.total_time < record(file, stream(10000), policies).measured.total_time);
}

TEST_CASE("what a memory cannot do is refused with the reason") {
  Policies policies;
  policies.refresh = RefreshPolicy::per_bank;
  CHECK_THROWS_WITH(record(device_file("ddr4-2400"), reads_of({0}), policies),
                    Catch::Contains("DDR4") && Catch::Contains("single bank"));
  policies = {};
  policies.power_down = PowerDownPolicy::staggered;
  CHECK_THROWS_WITH(record(device_file("hbm2-2000"), reads_of({0}), policies),
                    Catch::Contains("clock enable"));
}

TEST_CASE("one read of each standard takes what its data sheet says") {
  // tRCD, read latency, burst, and what the standard adds.
  const auto clocks = [](const char* memory) {
    const DeviceFile file = device_file(memory);
    Policies policies;
    policies.refresh = RefreshPolicy::no_refresh;
    const Run run = record(file, reads_of({0}), policies);
    return run.measured.total_time * 1000 / static_cast<double>(file.device.period_ps());
  };
  CHECK(clocks("lpddr4-3200") == Approx(29 + (3 + 28 + 6 + 8)));  // tDQSCK, from the 4th clock
  CHECK(clocks("hbm2-2000") == Approx((14 + 1) + 18 + 1 + 2));    // two-clock activate, tDQSCK
  CHECK(clocks("gddr6-14") == Approx(26 + 24 + 1 + 2));           // tWCK2DQO
}

TEST_CASE("instances run at the same time as each would alone") {
  const auto total = [](const char* memory, std::uint64_t seed) {
    const DeviceFile file = device_file(memory);
    Simulator simulator(file.device);
    double sum = 0;
    for (std::uint64_t trial = 0; trial < 20; ++trial) {
      archgym::Random random(seed, "parallel", trial);
      const Policies policies = random_policies(random, file.device);
      const Workload workload = prepare(random_trace(random, 500), file.device,
                                        default_mapping(file), file.device.clock_mhz);
      sum += dramsys::test::run(simulator, workload, policies).total_time;
    }
    return sum;
  };
  const double first = total("ddr4-2400", 3), second = total("lpddr4-3200", 4);
  auto one = std::async(std::launch::async, total, "ddr4-2400", 3);
  auto other = std::async(std::launch::async, total, "lpddr4-3200", 4);
  CHECK(one.get() == first);
  CHECK(other.get() == second);
}
