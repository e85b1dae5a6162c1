#include <catch2/catch.hpp>

#include "support.hpp"

using namespace dramsys;
using namespace dramsys::test;

TEST_CASE("the energy of one read is that of the formula") {
  const DeviceFile file = device_file("ddr3-1600");
  Simulator simulator(file.device);
  Trace trace;
  trace.entries.push_back({0, 0, 0, false});
  Policies policies;
  policies.page = PagePolicy::closed;
  const Workload workload = prepare(trace, file.device, default_mapping(file), 800);
  const Energy energy = run(simulator, workload, policies).energy;
  // nJ = devices * clocks * 1.25 ns * mA * V / 1000
  const double clock = 8 * 1.25 * 1.5 / 1000;
  CHECK(energy.activate == Approx(28 * (70 - 45) * clock));
  CHECK(energy.precharge == Approx(10 * (70 - 45) * clock));
  CHECK(energy.read == Approx(4 * (140 - 45) * clock));
  CHECK(energy.write == 0);
  CHECK(energy.refresh == 0);
  // Open for tRAS, and tRP until the precharge is done, less the clock that DRAMPower leaves out.
  CHECK(energy.active_standby + energy.precharged_standby == Approx((28 + 9) * 45 * clock));
  CHECK(energy.total() == Approx((38 * 25 + 4 * 95 + 37 * 45) * clock));
}

TEST_CASE("the second supply of DDR4 counts for activates and precharges") {
  const Device device = device_file("ddr4-2400").device;
  Activity activity;
  activity.activates = activity.precharges = 1;
  const Energy energy = energy_of(activity, device);
  const double clock = 8 / 1.2 / 1000;
  CHECK(energy.activate == Approx(39 * clock * ((60.75 - 44) * 1.2 + 4.05 * 2.5)));
  CHECK(energy.precharge == Approx(16 * clock * ((60.75 - 38.25) * 1.2 + 4.05 * 2.5)));
}

TEST_CASE(
    "energies add up, power is energy over the accounted time, and no time is lost or counted "
    "twice") {
  for (const char* memory : {"ddr3-1600", "ddr4-2400"}) {
    const DeviceFile file = device_file(memory);
    Simulator simulator(file.device);
    for (std::uint64_t trial = 0; trial < 100; ++trial) {
      archgym::Random random(9, "energy", trial);
      Policies policies = random_policies(random);
      const Workload workload = prepare(random_trace(random, 500), file.device,
                                        default_mapping(file), file.device.clock_mhz);
      const Measurements m = run(simulator, workload, policies);
      const Energy& e = m.energy;
      const double sum = e.activate + e.precharge + e.read + e.write + e.refresh +
                         e.active_standby + e.precharged_standby + e.power_down + e.self_refresh;
      CHECK(sum == Approx(e.total()));
      for (double part : {e.activate, e.precharge, e.read, e.write, e.refresh, e.active_standby,
                          e.precharged_standby, e.power_down, e.self_refresh})
        CHECK(part >= 0);
      CHECK(m.average_power ==
            Approx(e.total() / static_cast<double>(m.activity.accounted_cycles()) *
                   file.device.clock_mhz));
      if (policies.power_down == PowerDownPolicy::no_power_down &&
          policies.refresh == RefreshPolicy::no_refresh)
        CHECK(m.average_power == Approx(e.total() / m.total_time * 1000).epsilon(0.1));
      CHECK(m.activity.reads + m.activity.writes ==
            static_cast<std::int64_t>(workload.requests.size()));
      CHECK(m.row_hits + m.activity.activates >= m.activity.reads + m.activity.writes);
      CHECK(m.activity.precharges <= m.activity.activates);
      CHECK(m.activity.precharges + file.device.geometry.all_banks() >= m.activity.activates);
      const auto& a = m.activity;
      const std::int64_t cycles = a.active_cycles + a.precharged_cycles + a.active_down_cycles +
                                  a.precharged_down_cycles + a.self_refresh_cycles +
                                  a.inner_refresh_active + a.inner_refresh_precharged;
      const double period = static_cast<double>(file.device.period_ps()) / 1000;
      if (policies.power_down == PowerDownPolicy::no_power_down) {
        // A refresh or precharge under way at the end may reach beyond it,
        // and responses may wait for each other after the last command.
        CHECK(static_cast<double>(cycles) * period >=
              m.total_time - static_cast<double>(workload.requests.size()) * period);
        CHECK(static_cast<double>(cycles) * period <=
              m.total_time + (file.device.timing.nRFC + file.device.timing.nRAS +
                              file.device.timing.nWR + file.device.timing.nRP) *
                                 period);
      }
    }
  }
}

TEST_CASE("percentiles are exact, for short and for long latencies") {
  archgym::Random random(2, "percentile");
  LatencyStatistics statistics;
  for (const std::uint64_t range : {50u, 5000u, 500000u}) {
    statistics.reset();
    std::vector<Cycle> values;
    for (int k = 0; k < 1234; ++k) {
      values.push_back(static_cast<Cycle>(random.below(range)));
      statistics.add(values.back());
    }
    std::sort(values.begin(), values.end());
    CHECK(statistics.percentile(99, 100) == values[1234 * 99 / 100]);
    CHECK(statistics.percentile(1, 2) == values[1234 / 2]);
    CHECK(statistics.percentile(0, 1) == values.front());
    double sum = 0;
    for (Cycle value : values) sum += static_cast<double>(value);
    CHECK(statistics.mean() == Approx(sum / 1234));
  }
}
