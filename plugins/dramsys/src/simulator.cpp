#include "simulator.hpp"

#include <algorithm>

#include "command_trace.hpp"
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

// Reports progress every so many steps.
class Reporter {
 public:
  explicit Reporter(Progress& progress) : progress_(progress) {}

  template <class Share>
  void step(const Share& share) {
    if (--left_ != 0) return;
    progress_.done(share());
    left_ = steps;
  }

 private:
  static constexpr std::uint32_t steps = 16384;

  Progress& progress_;
  std::uint32_t left_ = steps;
};

}  // namespace

Simulator::Simulator(const Device& device)
    : device_(device), channels_(device.geometry.channels, Channel(device)) {}

template <class Observer>
Measurements Simulator::run(const RequestSources& sources, const Policies& policies,
                            std::span<Observer> observers, Progress& progress) {
  check(policies);
  if (observers.size() < channels_.size())
    throw InputError("commands can be recorded of a memory with one channel only");
  for (Channel& channel : channels_) channel.begin(policies);
  Cycle end = 0;
  if (channels_.size() == 1 && sources.size() == 1) {
    front_.reset(*sources.front(), policies);
    run_one(*sources.front(), observers.front(), progress);
    end = front_.initiator().last_completion();
  } else {
    shared_.reset(sources, policies, channels_.size());
    run_several(sources, observers, progress);
    end = shared_.last_completion();
  }
  for (Channel& channel : channels_) channel.finish();
  return measure(std::max<Cycle>(0, end));
}

template Measurements Simulator::run(const RequestSources&, const Policies&, std::span<NoObserver>,
                                     Progress&);
template Measurements Simulator::run(const RequestSources&, const Policies&, std::span<Recorder>,
                                     Progress&);
template Measurements Simulator::run(const RequestSources&, const Policies&,
                                     std::span<CommandWriter>, Progress&);

template <class Observer>
void Simulator::run_one(const RequestSource& source, Observer& observer, Progress& progress) {
  const Initiator& initiator = front_.initiator();
  Channel& channel = channels_.front();
  Reporter reporter(progress);
  while (true) {
    const Cycle now = channel.next_time(front_.arrival());
    if (initiator.all_completed() && now > initiator.last_completion()) return;
    if (now == never) throw Deadlock(initiator.completed());
    reporter.step([&] { return source.share(initiator.completed()); });
    channel.step(now, front_, observer);
  }
}

template <class Observer>
void Simulator::run_several(const RequestSources& sources, std::span<Observer> observers,
                            Progress& progress) {
  Reporter reporter(progress);
  const auto next_time = [&](std::size_t k) {
    return channels_[k].next_time(shared_.port(k).arrival());
  };
  const auto share = [&] {
    double sum = 0;
    for (std::size_t k = 0; k < sources.size(); ++k)
      sum += sources[k]->share(shared_.initiator(k).completed());
    return sum / static_cast<double>(sources.size());
  };
  while (true) {
    Cycle now = shared_.next_time();
    for (std::size_t k = 0; k < channels_.size(); ++k) now = std::min(now, next_time(k));
    if (shared_.all_completed() && now > shared_.last_completion()) return;
    if (now == never) throw Deadlock(shared_.completed());
    reporter.step(share);
    shared_.settle(now);
    for (std::size_t k = 0; k < channels_.size(); ++k)
      if (next_time(k) == now) channels_[k].step(now, shared_.port(k), observers[k]);
  }
}

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

Measurements Simulator::measure(Cycle end) {
  const double period = static_cast<double>(device_.period_ps()) / 1000.0;  // ns
  latencies_.reset();
  Measurements m;
  for (const Channel& channel : channels_) {
    latencies_.add(channel.latencies());
    m.row_hits += channel.row_hits();
    for (const Activity& rank : channel.activities()) {
      add(m.activity, rank);
      const Energy energy = energy_of(rank, device_);
      m.energy += energy;
      if (const std::int64_t cycles = rank.accounted_cycles(); cycles > 0)
        m.average_power += energy.total() / static_cast<double>(cycles) * device_.clock_mhz;
    }
  }
  m.total_time = static_cast<double>(end) * period;
  m.mean_latency = latencies_.mean() * period;
  m.p99_latency = static_cast<double>(latencies_.percentile(99, 100)) * period;
  const double bytes = static_cast<double>(latencies_.count()) * device_.geometry.burst_bytes();
  if (m.total_time > 0) m.bandwidth = bytes / m.total_time;
  return m;
}

}  // namespace dramsys
