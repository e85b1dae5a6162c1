// How fast the built-in DRAM model is, in CPU time on one core: nanoseconds per request for every
// workload and page policy with the other parameters at their defaults, and requests per second;
// then evaluations per second of random designs on the 1,000-request workloads; then the ratio to
// DRAMSys, if the environment variable DRAMSYS names it. Numbers depend on the machine; compare
// runs on the same one.
#include <sys/resource.h>

#include <archgym/random.hpp>
#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include "bench.hpp"
#include "generated_workloads.hpp"
#include "memory_system.hpp"
#include "runner/executable.hpp"
#include "runner/runner.hpp"
#include "support/command.hpp"

namespace {

using namespace dramsys;

struct Unwatched final : Progress {
  void done(double) override {}
};

double cpu_seconds() {
  std::timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

constexpr std::array<const char*, 9> workloads{"stream", "random",       "strided",
                                               "mixed",  "sparse",       "sort",
                                               "sqlite", "multiprogram", "four_initiators"};

// Every parameter uniformly over its values, as an agent that searches at random asks.
Policies random_design(archgym::Random& random) {
  const auto pick = [&](auto first, std::uint64_t count) {
    return static_cast<decltype(first)>(random.below(count));
  };
  Policies p;
  p.page = pick(PagePolicy::open, 4);
  p.scheduler = pick(SchedulerPolicy::fifo, 4);
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
  std::printf(
      "%s: ns per request, and millions of requests per second with Open\n"
      "%-16s %9s %12s %9s %14s %9s\n",
      memory, "workload", "Open", "OpenAdaptive", "Closed", "ClosedAdaptive", "M/s");
  for (const char* id : workloads) {
    const auto requests = static_cast<double>(system.bursts(id));
    std::printf("%-16s", id);
    double open = 0;
    for (int page = 0; page < 4; ++page) {
      Policies policies;
      policies.page = static_cast<PagePolicy>(page);
      const double seconds = seconds_per_call(
          [&] { system.simulator().run(system.requests(id), policies, nobody, unwatched); });
      const double each = seconds / requests;
      if (page == 0) open = each;
      std::printf(" %*.1f", std::array{9, 12, 9, 14}[static_cast<std::size_t>(page)], each * 1e9);
    }
    std::printf(" %9.2f\n", 1e-6 / open);
  }
  std::printf("%s: evaluations per second of random designs, 1,000 requests an initiator\n",
              memory);
  for (const char* id : workloads) {
    const std::string beginning = std::string(id) + "-1k";
    archgym::Random random(1, "dramsys_bench");
    const double seconds = seconds_per_call([&] {
      for (int k = 0; k < 100; ++k) {
        Policies design = random_design(random);
        // HBM2 cannot power down its pseudo channels.
        if (system.device().standard == Standard::hbm2)
          design.power_down = PowerDownPolicy::no_power_down;
        system.simulator().run(system.requests(beginning), design, nobody, unwatched);
      }
    });
    std::printf("%-16s %9.0f\n", id, 100.0 / seconds);
  }
}

double children_cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::string text_of(const Trace& trace) {
  std::string text;
  std::array<char, 64> line;
  for (const TraceEntry& entry : trace.entries) {
    std::snprintf(line.data(), line.size(), "%llu: %s 0x%llx\n",
                  static_cast<unsigned long long>(entry.time), entry.write ? "write" : "read",
                  static_cast<unsigned long long>(entry.address));
    text += line.data();
  }
  return text;
}

// The default design on the whole trace: a whole evaluation of ours, the preparation of the trace
// included, against a whole run of DRAMSys's command line.
void compare(const char* dramsys) {
  MemorySystem system({{"memory", "ddr3-1600"}}, DRAMSYS_RESOURCES);
  Input input;
  input.device = &system.device();
  input.mapping = &system.mapping_bits();
  const double mhz = system.initiator_mhz();
  const Runner runner(find_dramsys(dramsys), input, mhz);
  std::printf("ddr3-1600, default design, 10,000 requests: ms of CPU time\n%-14s %9s %9s %9s\n",
              "workload", "builtin", "DRAMSys", "ratio");
  const archgym::test::TemporaryDirectory directory;
  for (const char* id : {"stream", "random"}) {
    const Trace trace = *generate_workload(id);
    NoObserver nobody;
    Unwatched unwatched;
    const double ours = seconds_per_call([&] {
      const Workload workload = prepare(trace, system.device(), system.mapping(), mhz);
      system.simulator().run(workload, {}, nobody, unwatched);
    });
    constexpr int runs = 5;
    const double before = children_cpu_seconds();
    for (int k = 0; k < runs; ++k)
      runner.run(input, {{text_of(trace), false, mhz}}, directory.path() / (id + std::to_string(k)),
                 [] {});
    const double theirs = (children_cpu_seconds() - before) / runs;
    std::printf("%-16s %9.2f %9.2f %9.1f\n", id, ours * 1e3, theirs * 1e3, theirs / ours);
  }
}

}  // namespace

namespace archgym::bench {

void dram_requests() {
  for (const char* memory : {"ddr3-1600", "ddr4-2400", "lpddr4-3200", "hbm2-2000", "gddr6-14"})
    benchmark(memory);
  if (const char* dramsys = std::getenv("DRAMSYS"))
    compare(dramsys);
  else
    std::printf("no comparison with DRAMSys: the environment variable DRAMSYS does not name it\n");
}

}  // namespace archgym::bench
