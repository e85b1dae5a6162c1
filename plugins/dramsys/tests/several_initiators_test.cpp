// Several initiators behind one arbiter.
#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "error.hpp"
#include "memory_system.hpp"
#include "support.hpp"
#include "timing_checker.hpp"

using namespace dramsys;
using namespace dramsys::test;
using Catch::Contains;

namespace {

Measurements run(Simulator& simulator, const RequestSources& sources, const Policies& policies) {
  NoObserver nobody;
  Unwatched unwatched;
  return simulator.run(sources, policies, nobody, unwatched);
}

}  // namespace

TEST_CASE("four initiators take the time that DRAMSys v5.0 took") {
  struct Case {
    Policies policies;
    double total_time, mean_latency;  // ns
    std::int64_t row_hits;
  };
  std::vector<Case> cases(6);
  cases[0] = {{}, 29935, 174.964, 1783};
  cases[1] = {{.arbiter = ArbiterPolicy::fifo, .max_active = 8}, 30468.75, 167.854, 1855};
  cases[2] = {{.page = PagePolicy::open_adaptive,
               .scheduler = SchedulerPolicy::fr_fcfs_grp,
               .arbiter = ArbiterPolicy::reorder,
               .max_active = 16},
              31598.75,
              163.46,
              1775};
  cases[3] = {{.buffer = BufferPolicy::shared,
               .buffer_size = 2,
               .arbiter = ArbiterPolicy::fifo,
               .max_active = 3},
              64668.75,
              64.0516,
              1084};
  cases[4] = {{.page = PagePolicy::closed, .scheduler = SchedulerPolicy::fifo, .buffer_size = 2},
              68793.75,
              84.9544,
              0};
  cases[5] = {{.page = PagePolicy::closed_adaptive,
               .buffer = BufferPolicy::read_write,
               .response = ResponsePolicy::reorder,
               .arbiter = ArbiterPolicy::reorder,
               .max_active = 2},
              52612.5,
              105.168,
              612};
  MemorySystem system({}, resources());
  for (std::size_t k = 0; k < cases.size(); ++k) {
    INFO("design " << k);
    const Measurements found =
        run(system.simulator(), system.requests("four_initiators-1k"), cases[k].policies);
    CHECK(found.total_time == cases[k].total_time);
    CHECK(found.mean_latency == Approx(cases[k].mean_latency).epsilon(1e-5));
    CHECK(found.row_hits == cases[k].row_hits);
    CHECK(found.activity.reads + found.activity.writes == 4000);
  }
}

TEST_CASE("initiators that take turns are as one") {
  const DeviceFile file = device_file("ddr4-2400");
  Simulator simulator(file.device);
  constexpr std::uint64_t rest = 2'000'000;  // clocks in which the first ends for certain
  for (std::uint64_t trial = 0; trial < 50; ++trial) {
    archgym::Random random(41, "initiators/turns", trial);
    const Policies policies = random_policies(random, file.device);
    const Trace first = random_trace(random, 200);
    Trace second = random_trace(random, 200);
    for (TraceEntry& entry : second.entries) entry.time += rest;
    Trace both = first;
    both.entries.insert(both.entries.end(), second.entries.begin(), second.entries.end());
    std::vector<Workload> workloads;
    for (const Trace& trace : {first, second, both})
      workloads.push_back(
          prepare(trace, file.device, default_mapping(file), file.device.clock_mhz));
    const Measurements expected = test::run(simulator, workloads[2], policies);
    workloads.pop_back();
    const Measurements found = run(simulator, sources_of(workloads), policies);
    INFO("trial " << trial);
    CHECK(found.total_time == expected.total_time);
    CHECK(found.mean_latency == expected.mean_latency);
    CHECK(found.p99_latency == expected.p99_latency);
    CHECK(found.row_hits == expected.row_hits);
    CHECK(found.energy.total() == expected.energy.total());
  }
}

TEST_CASE("all initiators are served, within the timing constraints") {
  for (const std::uint32_t channels : {1u, 2u}) {
    const DeviceFile file = with_channels(device_file("ddr3-1600"), channels, 7);
    const double period = static_cast<double>(file.device.period_ps()) / 1000.0;
    Simulator simulator(file.device);
    Unwatched unwatched;
    for (std::uint64_t trial = 0; trial < 60; ++trial) {
      archgym::Random random(42, "initiators/timing", trial);
      const Policies policies = random_policies(random, file.device);
      std::vector<Workload> workloads;
      for (std::uint64_t k = 0; k < 1 + trial % 5; ++k) {
        Trace trace = random_trace(random, 300);
        trace.relative = random.chance(0.2);
        workloads.push_back(
            prepare(trace, file.device, default_mapping(file), 200.0 + 300.0 * random.uniform()));
      }
      std::vector<Recorder> recorders(channels);
      const Measurements measured =
          simulator.run(sources_of(workloads), policies, std::span<Recorder>(recorders), unwatched);
      INFO(channels << " channels, trial " << trial);
      std::size_t answers = 0;
      for (const Recorder& recorder : recorders) {
        const auto problems = check_commands(recorder.commands, file.device, limits_of(policies),
                                             static_cast<Cycle>(measured.total_time / period));
        INFO((problems.empty() ? "" : problems.front()));
        CHECK(problems.empty());
        std::set<std::uint32_t> answered;
        for (const ResponseRecord& response : recorder.responses)
          CHECK(answered.insert(response.request).second);
        answers += answered.size();
      }
      CHECK(answers == 300 * workloads.size());
    }
  }
}

TEST_CASE("an initiator is not held up by what another one has on its way") {
  // One sends a thousand requests at once; the other a request now and then, to a bank of its own.
  const DeviceFile file = device_file("ddr3-1600");
  Simulator simulator(file.device);
  Trace many, few;
  for (std::uint64_t k = 0; k < 1000; ++k) many.entries.push_back({0, 0x10000 * k, 0, false});
  for (std::uint64_t k = 0; k < 10; ++k) few.entries.push_back({100 * k, 0x2000, 0, false});
  std::vector<Workload> workloads;
  for (const Trace& trace : {many, few})
    workloads.push_back(prepare(trace, file.device, default_mapping(file), file.device.clock_mhz));
  const auto served_in = [&](std::uint32_t max_active) {
    Recorder recorder;
    Unwatched unwatched;
    simulator.run(sources_of(workloads), {.arbiter = ArbiterPolicy::fifo, .max_active = max_active},
                  recorder, unwatched);
    Cycle last = 0;  // read of the bank that only the second one uses
    for (const CommandRecord& record : recorder.commands)
      if (record.command == Command::read && record.bank == 1) last = record.time;
    return last;
  };
  CHECK(served_in(1) < 1200);      // two requests at a time, of one initiator each
  CHECK(served_in(1024) > 10000);  // behind everything that the first one sent at once
}

TEST_CASE("a file lists initiators with traces beside it and workloads of the manifest") {
  const Directory directory;
  std::ofstream(directory.file("cpu.rstl")) << "10: read 0x40\n5: (128) write 0x80\n";
  const auto setup = [&](const std::string& text) {
    std::ofstream(directory.file("setup.json")) << text;
    MemorySystem system({{"clock_mhz", 400}}, resources());
    return system.initiators(directory.file("setup.json"));
  };
  const TraceSetup found =
      setup(R"({"tracesetup": [{"name": "cpu.rstl", "clkMhz": 1600}, {"name": "stream-1k"}]})");
  REQUIRE(found.size() == 2);
  CHECK(found[0].trace == directory.file("cpu.rstl"));
  CHECK(found[0].mhz == 1600);
  CHECK(found[1].trace == "stream-1k");
  CHECK(found[1].mhz == 400);

  MemorySystem system({}, resources());
  const std::string path = directory.file("setup.json");
  CHECK(system.bursts(path) == 3 + 1000);
  CHECK(system.bursts(path, 50) == 1 + 500);
  const RequestSources sources = system.requests(path);
  REQUIRE(sources.size() == 2);
  CHECK(sources[0]->relative());
  CHECK(sources[0]->clocks().initiator_ps == 625);
  CHECK(sources[1]->clocks().initiator_ps == 1250);

  CHECK_THROWS_WITH(setup("{}"), Contains("setup.json: tracesetup: missing"));
  CHECK_THROWS_WITH(setup(R"({"tracesetup": []})"), Contains("expected 1 to 64 initiators"));
  CHECK_THROWS_WITH(setup(R"({"tracesetup": ["cpu.stl"]})"),
                    Contains("tracesetup[0]: expected an object"));
  CHECK_THROWS_WITH(setup(R"({"tracesetup": [{"name": "stream", "clkMhz": 0}]})"),
                    Contains("tracesetup[0].clkMhz"));
  CHECK_THROWS_WITH(setup(R"({"tracesetup": [{"name": "stream", "clkMhz": 1e9}]})"),
                    Contains("tracesetup[0].clkMhz: expected at most 20000 MHz"));
  CHECK_THROWS_WITH(setup(R"({"tracesetup": [{"nmae": "stream"}]})"),
                    Contains("did you mean 'name'"));
  setup(R"({"tracesetup": [{"name": "straem"}]})");
  CHECK_THROWS_WITH(system.requests(directory.file("other.json")), Contains("cannot open"));
  MemorySystem fresh({}, resources());
  CHECK_THROWS_WITH(fresh.requests(path), Contains("did you mean 'stream'"));
}
