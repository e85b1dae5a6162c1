// Both backends on the same designs, where DRAMSys is installed.
#include <archgym/random.hpp>
#include <array>
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
  double worst_time = 0, sum_of_times = 0, worst_energy = 0;

  void add(const Measurements& ours, const Report& theirs) {
    const double time = difference(ours.total_time, theirs.total_time);
    const double joules =
        std::isnan(theirs.energy) ? 0 : difference(ours.energy.total(), theirs.energy);
    ++designs;
    if (time < 1e-12) ++equal_times;
    if (time < 0.001 && joules < 0.005) ++close;
    worst_time = std::max(worst_time, time);
    sum_of_times += time;
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

struct Case {
  const char* memory;
  std::uint32_t channels, bit;  // that selects the channel
  std::size_t initiators;
  bool own_clocks;  // of the initiators; otherwise all have the memory's

  // Several initiators on several channels: which of two controllers is first within a clock
  // depends on the order of SystemC's event queue, which the model does not have.
  bool has_ties() const { return channels > 1 && initiators > 1; }
};

constexpr std::array workloads{"stream-1k", "random-1k", "mixed-1k", "sparse-1k", "sort-1k"};

// What the initiators send: each another workload, from the `first` on.
struct Traffic {
  Traffic(MemorySystem& traces, const Case& each, const Memory& memory, std::size_t first) {
    for (std::size_t k = 0; k < each.initiators; ++k) {
      const Trace trace = traces.trace(workloads[(first + k) % workloads.size()]);
      const double mhz = each.own_clocks ? 500.0 + 450.0 * static_cast<double>(k) : memory.mhz();
      texts.push_back({text_of(trace), false, mhz});
      prepared.push_back(prepare(trace, memory.file.device, default_mapping(memory.file), mhz));
    }
  }

  std::vector<TraceText> texts;
  std::vector<Workload> prepared;
};

}  // namespace

TEST_CASE("the built-in model agrees with an installed DRAMSys") {
  if (std::getenv("DRAMSYS") == nullptr) {
    WARN("skipped: the environment variable DRAMSYS does not name a DRAMSys");
    return;
  }
  for (const Case& each : {Case{"ddr3-1600", 1, 0, 1, false}, Case{"ddr4-2400", 1, 0, 1, false},
                           Case{"ddr3-1600", 2, 6, 1, false}, Case{"ddr4-2400", 4, 13, 1, false},
                           Case{"ddr3-1600", 1, 0, 2, false}, Case{"ddr4-2400", 1, 0, 4, false},
                           Case{"ddr3-1600", 1, 0, 4, true}, Case{"ddr4-2400", 2, 6, 4, false},
                           Case{"ddr3-1600", 4, 13, 3, true}}) {
    archgym::Random random(1, "dramsys/agreement");
    Agreement agreement;
    const Memory parts(with_channels(device_file(each.memory), each.channels, each.bit));
    MemorySystem traces({}, resources());
    Simulator simulator(parts.file.device);
    const Runner runner(find_dramsys(""), parts.input(), parts.mhz());
    const Version version = runner.version();
    NoObserver nobody;
    Unwatched unwatched;
    for (std::size_t first = 0; first < workloads.size(); ++first) {
      const Traffic traffic(traces, each, parts, first);
      for (int k = 0; k < designs_per_pair; ++k) {
        Input input = parts.input();
        input.policies = offered_policies(random);
        const Scratch scratch;
        INFO(each.memory << " " << workloads[first] << " design " << k);
        Report theirs;
        try {
          theirs = runner.run(input, traffic.texts, scratch.path() / "run", Patience());
        } catch (const DoesNotEnd&) {
          ++agreement.hung;
          continue;
        }
        agreement.add(
            simulator.run(sources_of(traffic.prepared), input.policies, nobody, unwatched), theirs);
      }
    }
    const double mean_time = agreement.sum_of_times / agreement.designs;
    std::printf(
        "DRAMSys %s, %s, %u channels, %zu initiators%s: %d designs, %d with exactly the same total "
        "time, %d within 0.1 %% in time and 0.5 %% in energy; mean %.3f %%, worst %.3f %% in time, "
        "%.3f %% in energy; %d did not end\n",
        std::string(name_of(version)).c_str(), each.memory, each.channels, each.initiators,
        each.own_clocks ? " with clocks of their own" : "", agreement.designs,
        agreement.equal_times, agreement.close, 100 * mean_time, 100 * agreement.worst_time,
        100 * agreement.worst_energy, agreement.hung);
    // The model is that of v5.0; other versions are other models.
    if (version == Version::v5_0 && !each.has_ties())
      CHECK(agreement.close >= agreement.designs * 95 / 100);
    if (version == Version::v5_0) CHECK(mean_time < 0.01);
    CHECK(agreement.designs >= (each.has_ties() ? 65 : 70));
  }
}
