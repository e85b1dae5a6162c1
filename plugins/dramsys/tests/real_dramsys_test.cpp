// Both backends on the same designs, where DRAMSys is installed.
#include <archgym/random.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "memory_system.hpp"
#include "runner/executable.hpp"
#include "runner_support.hpp"

using namespace dramsys;
using namespace dramsys::test;

namespace {

constexpr int designs_per_pair = 15;  // of a memory and a workload

double difference(double ours, double theirs) {
  return std::abs(ours - theirs) / theirs;
}

// A design of the space that the plugin offers.
Policies offered_policies(archgym::Random& random) {
  for (;;) {
    const Policies policies = random_policies(random);
    if (policies.scheduler <= SchedulerPolicy::fr_fcfs_grp) return policies;
  }
}

struct DoesNotEnd {};

// Throws DoesNotEnd when a run takes longer than any of these does.
class Patience {
 public:
  void operator()() const {
    if (std::chrono::steady_clock::now() > end_) throw DoesNotEnd();
  }

 private:
  std::chrono::steady_clock::time_point end_ =
      std::chrono::steady_clock::now() + std::chrono::seconds(20);
};

// How far the backends are apart.
struct Agreement {
  int designs = 0, equal_times = 0, close = 0, hung = 0;
  double worst_time = 0, worst_energy = 0;

  void add(const Measurements& ours, const Report& theirs) {
    const double time = difference(ours.total_time, theirs.total_time);
    const double joules =
        std::isnan(theirs.energy) ? 0 : difference(ours.energy.total(), theirs.energy);
    ++designs;
    if (time < 1e-12) ++equal_times;
    if (time < 0.001 && joules < 0.005) ++close;
    worst_time = std::max(worst_time, time);
    worst_energy = std::max(worst_energy, joules);
  }
};

std::string text_of(const Trace& trace) {
  std::string text;
  char line[64];
  for (const TraceEntry& entry : trace.entries) {
    std::snprintf(line, sizeof line, "%llu: %s 0x%llx\n",
                  static_cast<unsigned long long>(entry.time), entry.write ? "write" : "read",
                  static_cast<unsigned long long>(entry.address));
    text += line;
  }
  return text;
}

}  // namespace

TEST_CASE("the built-in model agrees with an installed DRAMSys") {
  if (std::getenv("DRAMSYS") == nullptr) {
    WARN("skipped: the environment variable DRAMSYS does not name a DRAMSys");
    return;
  }
  struct Case {
    const char* memory;
    std::uint32_t channels, bit;  // that selects the channel
  };
  for (const Case& each : {Case{"ddr3-1600", 1, 0}, Case{"ddr4-2400", 1, 0},
                           Case{"ddr3-1600", 2, 6}, Case{"ddr4-2400", 4, 13}}) {
    archgym::Random random(1, "dramsys/agreement");
    Agreement agreement;
    const Memory parts(with_channels(device_file(each.memory), each.channels, each.bit));
    MemorySystem traces({}, resources());
    Simulator simulator(parts.file.device);
    const Runner runner(find_dramsys(""), parts.input());
    const Version version = runner.version();
    for (const char* workload : {"stream-1k", "random-1k", "mixed-1k", "sparse-1k", "sort-1k"}) {
      const Trace trace = traces.trace(workload);
      const std::string text = text_of(trace);
      const Workload prepared = prepare(trace, parts.file.device, default_mapping(parts.file),
                                        parts.file.device.clock_mhz);
      for (int k = 0; k < designs_per_pair; ++k) {
        Input input = parts.input();
        input.policies = offered_policies(random);
        const Scratch scratch;
        INFO(each.memory << " " << workload << " design " << k);
        Report theirs;
        try {
          theirs = runner.run(input, {{text, false}}, scratch.path() / "run", Patience());
        } catch (const DoesNotEnd&) {
          ++agreement.hung;
          continue;
        }
        agreement.add(run(simulator, prepared, input.policies), theirs);
      }
    }
    std::printf(
        "DRAMSys %s, %s, %u channels: %d designs, %d with exactly the same total time, %d within "
        "0.1 %% in time and 0.5 %% in energy; worst %.3f %% in time, %.3f %% in energy; %d did not "
        "end\n",
        std::string(name_of(version)).c_str(), each.memory, each.channels, agreement.designs,
        agreement.equal_times, agreement.close, 100 * agreement.worst_time,
        100 * agreement.worst_energy, agreement.hung);
    // The model is that of v5.0; other versions are other models.
    if (version == Version::v5_0) CHECK(agreement.close >= agreement.designs * 95 / 100);
    CHECK(agreement.designs >= 70);
  }
}
