// Memories of several channels behind one initiator.
#include <catch2/catch.hpp>
#include <set>

#include "shared_front_end.hpp"
#include "support.hpp"
#include "timing_checker.hpp"

using namespace dramsys;
using namespace dramsys::test;

namespace {

// A run of one channel behind the front end of several.
struct SharedRun {
  SharedRun(const Device& device, const Workload& workload, const Policies& policies)
      : channel(device) {
    const RequestSources sources = sources_of(workload);
    SharedFrontEnd front;
    front.reset(sources, policies, 1);
    channel.begin(policies);
    NoObserver nobody;
    while (true) {
      const Cycle now = std::min(front.next_time(), channel.next_time(front.port(0).arrival()));
      if (front.all_completed() && now > front.last_completion()) break;
      if (now == never) break;
      front.settle(now);
      if (channel.next_time(front.port(0).arrival()) == now)
        channel.step(now, front.port(0), nobody);
    }
    completed = front.completed();
    end = front.last_completion();
  }

  Channel channel;
  std::uint64_t completed = 0;
  Cycle end = 0;
};

double period(const Device& device) {
  return static_cast<double>(device.period_ps()) / 1000.0;
}

}  // namespace

TEST_CASE("one channel behind the front end of several is one channel") {
  for (const char* memory : {"ddr3-1600", "ddr4-2400", "hbm2-2000"}) {
    const DeviceFile file = device_file(memory);
    Simulator simulator(file.device);
    for (std::uint64_t trial = 0; trial < 200; ++trial) {
      archgym::Random random(31, std::string("channels/") + memory, trial);
      const Policies policies = random_policies(random, file.device);
      const double clock = file.device.clock_mhz * (trial % 4 == 0 ? 0.6 : 1.0);
      Trace trace = random_trace(random, 400);
      trace.relative = trial % 5 == 0;
      const Workload workload = prepare(trace, file.device, default_mapping(file), clock);
      INFO(memory << ", trial " << trial);
      const Measurements expected = run(simulator, workload, policies);
      const SharedRun found(file.device, workload, policies);
      REQUIRE(found.completed == workload.requests.size());
      CHECK(static_cast<double>(found.end) * period(file.device) == expected.total_time);
      CHECK(found.channel.row_hits() == expected.row_hits);
      CHECK(found.channel.latencies().mean() * period(file.device) == expected.mean_latency);
    }
  }
}

TEST_CASE("a channel without requests changes nothing for the other") {
  const DeviceFile one = device_file("ddr4-2400");
  const DeviceFile two = with_channels(one, 2, 32);  // the upper half of the addresses
  Simulator simulator_of_one(one.device), simulator_of_two(two.device);
  for (std::uint64_t trial = 0; trial < 50; ++trial) {
    archgym::Random random(32, "channels/unused", trial);
    const Policies policies = random_policies(random, one.device);
    const Trace trace = random_trace(random, 400);
    INFO("trial " << trial);
    const Measurements expected =
        run(simulator_of_one,
            prepare(trace, one.device, default_mapping(one), one.device.clock_mhz), policies);
    const Measurements found =
        run(simulator_of_two,
            prepare(trace, two.device, default_mapping(two), two.device.clock_mhz), policies);
    CHECK(found.total_time == expected.total_time);
    CHECK(found.mean_latency == expected.mean_latency);
    CHECK(found.p99_latency == expected.p99_latency);
    CHECK(found.row_hits == expected.row_hits);
    CHECK(found.activity.reads == expected.activity.reads);
    if (policies.power_down == PowerDownPolicy::no_power_down && expected.activity.refreshes > 0)
      CHECK(found.activity.refreshes > expected.activity.refreshes);
  }
}

TEST_CASE("every channel keeps the timing constraints and answers each of its requests once") {
  for (const std::uint32_t channels : {2u, 4u}) {
    for (const char* memory : {"ddr3-1600", "lpddr4-3200", "gddr6-14"}) {
      const DeviceFile file = with_channels(device_file(memory), channels, 7);
      Simulator simulator(file.device);
      Unwatched unwatched;
      for (std::uint64_t trial = 0; trial < 50; ++trial) {
        archgym::Random random(33, std::string("channels/timing/") + memory, trial);
        const Policies policies = random_policies(random, file.device);
        const Workload workload = prepare(random_trace(random, 800), file.device,
                                          default_mapping(file), file.device.clock_mhz);
        const RequestSources sources = sources_of(workload);
        std::vector<Recorder> recorders(channels);
        const Measurements measured =
            simulator.run(sources, policies, std::span<Recorder>(recorders), unwatched);
        INFO(memory << ", " << channels << " channels, trial " << trial);
        std::size_t answers = 0;
        for (std::uint32_t k = 0; k < channels; ++k) {
          const auto problems =
              check_commands(recorders[k].commands, file.device, limits_of(policies),
                             static_cast<Cycle>(measured.total_time / period(file.device)));
          INFO("channel " << k << ": " << (problems.empty() ? "" : problems.front()));
          CHECK(problems.empty());
          std::set<std::uint32_t> answered;
          for (const ResponseRecord& response : recorders[k].responses)
            CHECK(answered.insert(response.request).second);
          answers += answered.size();
        }
        REQUIRE(answers == workload.requests.size());
        CHECK(measured.activity.reads + measured.activity.writes ==
              static_cast<std::int64_t>(answers));
      }
    }
  }
}

TEST_CASE("two channels serve random traffic faster than one") {
  const DeviceFile one = device_file("ddr3-1600");
  const DeviceFile two = with_channels(one, 2, 6);  // blocks of 64 bytes in turn
  archgym::Random random(34, "channels/faster");
  Trace trace;
  for (std::uint64_t k = 0; k < 5000; ++k)
    trace.entries.push_back({k, random.below(1u << 24) * 64, 0, false});
  Policies policies;
  policies.max_active = 128;
  policies.arbiter = ArbiterPolicy::reorder;
  const auto time = [&](const DeviceFile& file) {
    Simulator simulator(file.device);
    return run(simulator, prepare(trace, file.device, default_mapping(file), file.device.clock_mhz),
               policies)
        .total_time;
  };
  CHECK(time(two) < 0.6 * time(one));
}
