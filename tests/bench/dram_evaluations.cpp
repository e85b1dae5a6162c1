// Evaluations per second that `archgym-host run` records with random_walker on the DRAM
// environment, on traces of 1,000 requests: the whole program, store included, on one core.
#include <boost/json.hpp>
#include <cstdio>
#include <stdexcept>

#include "bench.hpp"
#include "children.hpp"
#include "support/command.hpp"

namespace archgym::bench {
namespace {

constexpr int k_evaluations = 5000;

void measure(const std::string& workload) {
  const test::TemporaryDirectory directory;
  const double before = children_cpu_seconds();
  const auto ran = test::run(
      {ARCHGYM_HOST, "run", "--plugin", "libdramsys_env.so", "--agent", "random_walker",
       "--workload", workload, "--budget", "simulated=" + std::to_string(k_evaluations), "--json"},
      directory.path());
  const double cpu = children_cpu_seconds() - before;
  if (ran.exit_code != 0) throw std::runtime_error(ran.err);
  const double wall = boost::json::parse(ran.out).at("elapsed_seconds").to_number<double>();
  std::printf("  %-24s %10.0f %14.0f\n", workload.c_str(), k_evaluations / wall,
              k_evaluations / cpu);
}

}  // namespace

void dram_evaluations() {
  std::printf(
      "DRAM environment, random_walker, %d simulated designs, 1,000-request traces\n"
      "  %-24s %10s %14s\n",
      k_evaluations, "workload", "per second", "per CPU second");
  const test::TemporaryDirectory directory;
  const auto described = test::run(
      {ARCHGYM_HOST, "describe", "--plugin", "libdramsys_env.so", "--json"}, directory.path());
  const auto manifest = boost::json::parse(described.out).at("manifest").as_object();
  for (const auto& workload : manifest.at("workloads").as_array()) {
    const std::string id(workload.at("id").as_string());
    if (id.ends_with("-1k")) measure(id);
  }
  std::printf("\n");
}

}  // namespace archgym::bench
