#include "simulator.hpp"

#include "error.hpp"

namespace dramsys {
namespace {

void add(Activity& sum, const Activity& rank) {
  sum.activates += rank.activates;
  sum.precharges += rank.precharges;
  sum.single_precharges += rank.single_precharges;
  sum.reads += rank.reads;
  sum.writes += rank.writes;
  sum.refreshes += rank.refreshes;
  sum.bank_refreshes += rank.bank_refreshes;
  sum.power_downs += rank.power_downs;
  sum.self_refreshes += rank.self_refreshes;
  sum.active_cycles += rank.active_cycles;
  sum.precharged_cycles += rank.precharged_cycles;
  sum.active_down_cycles += rank.active_down_cycles;
  sum.precharged_down_cycles += rank.precharged_down_cycles;
  sum.self_refresh_cycles += rank.self_refresh_cycles;
  sum.inner_refresh_active += rank.inner_refresh_active;
  sum.inner_refresh_precharged += rank.inner_refresh_precharged;
  sum.outer_refresh_active += rank.outer_refresh_active;
  sum.outer_refresh_precharged += rank.outer_refresh_precharged;
}

}  // namespace

void Simulator::check(const Policies& policies) const {
  if (policies.refresh == RefreshPolicy::per_bank && !device_.timing.refreshes_single_banks())
    throw RefusedDesign(std::string("RefreshPolicy PerBank: ") + name(device_.standard) +
                        " has no refresh of a single bank");
  if (policies.power_down != PowerDownPolicy::no_power_down && device_.standard == Standard::hbm2 &&
      device_.geometry.ranks > 1)
    throw RefusedDesign(
        "PowerDownPolicy Staggered: the pseudo channels of HBM2 share their clock enable and "
        "cannot "
        "power down one by one");
}

Measurements Simulator::measure() {
  const double period = static_cast<double>(device_.period_ps()) / 1000.0;  // ns
  LatencyStatistics& latencies = channel_.latencies();
  Measurements m;
  m.total_time = static_cast<double>(channel_.end()) * period;
  m.mean_latency = latencies.mean() * period;
  m.p99_latency = static_cast<double>(latencies.percentile(99, 100)) * period;
  const double bytes = static_cast<double>(latencies.count()) * device_.geometry.burst_bytes();
  for (const Activity& rank : channel_.activities()) {
    add(m.activity, rank);
    const Energy energy = energy_of(rank, device_);
    m.energy += energy;
    if (const std::int64_t cycles = rank.accounted_cycles(); cycles > 0)
      m.average_power += energy.total() / static_cast<double>(cycles) * device_.clock_mhz;
  }
  if (m.total_time > 0) m.bandwidth = bytes / m.total_time;
  m.row_hits = channel_.row_hits();
  return m;
}

}  // namespace dramsys
