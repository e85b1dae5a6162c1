// dramsys_bench: how fast the built-in DRAM model is.
//
// CPU time on one core. First nanoseconds per request for every workload and page policy with the
// other parameters at their defaults, then whole evaluations per second of random designs on the
// 1,000-request workloads. Numbers depend on the machine; compare runs on the same one.
#include <archgym/random.hpp>
#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "memory_system.hpp"

namespace {

using namespace dramsys;

struct Unwatched final : Progress {
  void served(std::uint64_t, std::uint64_t) override {}
};

double cpu_seconds() {
  std::timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

constexpr std::array<const char*, 8> workloads{"stream", "random", "strided", "mixed",
                                               "sparse", "sort",   "sqlite",  "multiprogram"};

// Every parameter uniformly over its values, as an agent that searches at random asks.
Policies random_design(archgym::Random& random) {
  const auto pick = [&](auto first, std::uint64_t count) {
    return static_cast<decltype(first)>(random.below(count));
  };
  Policies p;
  p.page = pick(PagePolicy::open, 4);
  p.scheduler = pick(SchedulerPolicy::fifo, 3);
  p.buffer = pick(BufferPolicy::bankwise, 3);
  p.buffer_size = 1 + static_cast<std::uint32_t>(random.below(8));
  p.response = pick(ResponsePolicy::fifo, 2);
  p.refresh = pick(RefreshPolicy::no_refresh, 2);
  p.max_postponed = static_cast<std::uint32_t>(random.below(9));
  p.max_pulled_in = static_cast<std::uint32_t>(random.below(9));
  p.arbiter = pick(ArbiterPolicy::simple, 3);
  p.max_active = 1 + static_cast<std::uint32_t>(random.below(128));
  p.mux = p.scheduler == SchedulerPolicy::fifo ? pick(MuxPolicy::oldest, 2) : MuxPolicy::oldest;
  p.power_down = pick(PowerDownPolicy::no_power_down, 2);
  return p;
}

// Seconds of CPU per call of `work`, from as many calls as fill a tenth of a second.
template <class Work>
double seconds_per_call(Work&& work) {
  work();
  std::uint64_t calls = 0;
  const double start = cpu_seconds();
  double now = start;
  while (now - start < 0.1) {
    work();
    ++calls;
    now = cpu_seconds();
  }
  return (now - start) / static_cast<double>(calls);
}

void benchmark(const char* memory) {
  MemorySystem system({{"memory", memory}}, DRAMSYS_RESOURCES);
  NoObserver nobody;
  Unwatched unwatched;
  std::printf("%s: ns per request\n%-14s %9s %12s %9s %14s\n", memory, "workload", "Open",
              "OpenAdaptive", "Closed", "ClosedAdaptive");
  for (const char* id : workloads) {
    const Workload& workload = system.workload(id);
    std::printf("%-14s", id);
    for (int page = 0; page < 4; ++page) {
      Policies policies;
      policies.page = static_cast<PagePolicy>(page);
      const double seconds =
          seconds_per_call([&] { system.simulator().run(workload, policies, nobody, unwatched); });
      std::printf(" %*.1f", std::array{9, 12, 9, 14}[static_cast<std::size_t>(page)],
                  seconds / static_cast<double>(workload.requests.size()) * 1e9);
    }
    std::printf("\n");
  }
  std::printf("%s: evaluations per second of random designs, 1,000 requests\n", memory);
  for (const char* id : workloads) {
    const Workload& workload = system.workload(std::string(id) + "-1k");
    archgym::Random random(1, "dramsys_bench");
    const double seconds = seconds_per_call([&] {
      for (int k = 0; k < 100; ++k)
        system.simulator().run(workload, random_design(random), nobody, unwatched);
    });
    std::printf("%-14s %9.0f\n", id, 100.0 / seconds);
  }
}

}  // namespace

int main() {
  for (const char* memory : {"ddr3-1600", "ddr4-2400"}) benchmark(memory);
}
