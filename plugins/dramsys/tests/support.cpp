#include "support.hpp"

#include <bit>

namespace dramsys::test {

Policies random_policies(archgym::Random& random) {
  const auto pick = [&](auto first, std::uint64_t count) {
    return static_cast<decltype(first)>(random.below(count));
  };
  Policies p;
  p.page = pick(PagePolicy::open, 4);
  p.scheduler = pick(SchedulerPolicy::fifo, 5);
  p.buffer = pick(BufferPolicy::bankwise, 3);
  p.buffer_size = 1 + static_cast<std::uint32_t>(random.below(random.chance(0.2) ? 64 : 8));
  p.response = pick(ResponsePolicy::fifo, 2);
  p.refresh = random.chance(0.8) ? RefreshPolicy::all_bank : RefreshPolicy::no_refresh;
  p.max_postponed = static_cast<std::uint32_t>(random.below(9));
  p.max_pulled_in = static_cast<std::uint32_t>(random.below(9));
  p.arbiter = pick(ArbiterPolicy::simple, 3);
  p.max_active = 1 + static_cast<std::uint32_t>(random.below(128));
  if (p.scheduler == SchedulerPolicy::fifo) p.mux = pick(MuxPolicy::oldest, 2);
  p.power_down = pick(PowerDownPolicy::no_power_down, 2);
  p.low_watermark = 1 + static_cast<std::uint32_t>(random.below(4));
  p.high_watermark = p.low_watermark + 1 + static_cast<std::uint32_t>(random.below(8));
  return p;
}

Policies random_policies(archgym::Random& random, const Device& device) {
  Policies p = random_policies(random);
  if (device.timing.refreshes_single_banks() && random.chance(0.5)) {
    p.refresh = RefreshPolicy::per_bank;
    p.power_down = PowerDownPolicy::no_power_down;
  }
  if (device.standard == Standard::hbm2) p.power_down = PowerDownPolicy::no_power_down;
  return p;
}

Trace random_trace(archgym::Random& random, std::size_t requests) {
  constexpr std::uint64_t lines = std::uint64_t{1} << 24;
  const double locality = random.uniform(), writes = random.uniform(), pauses = random.uniform();
  // Few places make conflicts within a bank likely; long pauses reach power-down and refresh.
  const std::uint64_t places = std::uint64_t{1} << (4 + random.below(20));
  const std::uint64_t longest_pause = std::uint64_t{1} << random.below(15);
  Trace trace;
  std::uint64_t time = 0, line = 0;
  for (std::size_t k = 0; k < requests; ++k) {
    line = random.chance(locality) ? line + 1 : random.below(places) * (lines / places);
    trace.entries.push_back({time, line % lines * 64, 0, random.chance(writes)});
    time += random.chance(pauses * 0.3) ? 1 + random.below(longest_pause) : 1;
  }
  return trace;
}

DeviceFile with_channels(DeviceFile file, std::uint32_t channels, std::uint32_t bit) {
  file.device.geometry.channels = channels;
  const auto wide = static_cast<std::uint32_t>(std::bit_width(channels) - 1);
  for (auto& [name, bits] : file.mappings) {
    for (auto* field : {&bits.column, &bits.row, &bits.bank, &bits.bank_group, &bits.rank})
      for (std::uint32_t& position : *field) position += position >= bit ? wide : 0;
    bits.channel.clear();
    for (std::uint32_t k = 0; k < wide; ++k) bits.channel.push_back(bit + k);
  }
  return file;
}

RequestSources sources_of(const Workload& workload) {
  RequestSources sources;
  sources.push_back(std::make_unique<WholeWorkload>(workload));
  return sources;
}

RequestSources sources_of(const std::vector<Workload>& workloads) {
  RequestSources sources;
  for (const Workload& workload : workloads)
    sources.push_back(std::make_unique<WholeWorkload>(workload));
  return sources;
}

Measurements run(Simulator& simulator, const Workload& workload, const Policies& policies) {
  NoObserver nobody;
  Unwatched unwatched;
  return simulator.run(workload, policies, nobody, unwatched);
}

}  // namespace dramsys::test
