// archgym-bench [NAME...]: run the named benchmarks, or all.
#include <algorithm>
#include <cstdio>
#include <limits>
#include <string>
#include <utility>

#include "bench.hpp"

namespace archgym::bench {

void print_table(const std::vector<Case>& cases, int rounds) {
  std::vector<double> best(cases.size(), std::numeric_limits<double>::infinity());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < cases.size(); ++i) best[i] = std::min(best[i], cases[i].measure());
  }
  for (std::size_t i = 0; i < cases.size(); ++i) {
    std::printf("  %-44s %10.4f  %8.1f x\n", cases[i].name.c_str(), best[i], best[i] / best[0]);
  }
  std::printf("\n");
}

void adapters() {
  process_adapter();
  persistent();
  ffi_adapter();
}

}  // namespace archgym::bench

int main(int argc, char** argv) {
  using Benchmark = std::pair<std::string, void (*)()>;
  const std::vector<Benchmark> known{{"host", archgym::bench::host_overhead},
                                     {"dram", archgym::bench::dram_requests},
                                     {"dram-evaluations", archgym::bench::dram_evaluations},
                                     {"dram-accuracy", archgym::bench::dram_accuracy},
                                     {"isolation", archgym::bench::isolation},
                                     {"start", archgym::bench::start},
                                     {"utilisation", archgym::bench::utilisation},
                                     {"adapters", archgym::bench::adapters},
                                     {"agents-cost", archgym::bench::agents_cost},
                                     {"agents", archgym::bench::agents_compared}};
  std::vector<std::string> chosen(argv + 1, argv + argc);
  for (const auto& name : chosen) {
    if (std::none_of(known.begin(), known.end(), [&](const auto& k) { return k.first == name; })) {
      std::string names;
      for (const auto& [each, benchmark] : known) names += (names.empty() ? "" : ", ") + each;
      std::fprintf(stderr, "archgym-bench: no benchmark '%s'; there are: %s\n", name.c_str(),
                   names.c_str());
      return 2;
    }
  }
  for (const auto& [name, benchmark] : known) {
    if (chosen.empty() || std::find(chosen.begin(), chosen.end(), name) != chosen.end())
      benchmark();
  }
}
