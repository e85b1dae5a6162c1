// What a start of the host costs: CPU time of the command `eval` with simulations that cost little,
// and its instructions where valgrind is there to count them.
#include <algorithm>
#include <cstdio>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench.hpp"
#include "children.hpp"
#include "support/command.hpp"

namespace archgym::bench {
namespace {

using Command = std::vector<std::string>;

constexpr int k_rounds = 5, k_runs = 20;

test::Ran run(const Command& command) {
  const test::TemporaryDirectory directory;
  auto ran = test::run(command, directory.path());
  if (ran.exit_code != 0) throw std::runtime_error(ran.err);
  return ran;
}

double milliseconds(const Command& command) {
  double best = std::numeric_limits<double>::infinity();
  for (int round = 0; round < k_rounds; ++round) {
    const double before = children_cpu_seconds();
    for (int n = 0; n < k_runs; ++n) run(command);
    best = std::min(best, 1e3 * (children_cpu_seconds() - before) / k_runs);
  }
  return best;
}

// Millions, or "" without valgrind.
std::string instructions(Command command) {
  command.insert(command.begin(),
                 {"valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"});
  const test::TemporaryDirectory directory;
  const std::string counted = test::run(command, directory.path()).err;
  const std::string key = "Collected : ";
  const std::size_t at = counted.find(key);
  if (at == std::string::npos) return "";
  return std::to_string(std::stoull(counted.substr(at + key.size())) / 1'000'000);
}

}  // namespace

void start() {
  const std::string cheap = ARCHGYM_TEST_PLUGINS "/cheap";
  const std::pair<const char*, Command> commands[] = {
      {"--version", {ARCHGYM_HOST, "--version"}},
      {"eval, an environment that costs nothing", {ARCHGYM_HOST, "eval", "--plugin", cheap}},
      {"eval, dramsys, stream-1k",
       {ARCHGYM_HOST, "eval", "--plugin", "dramsys", "--workload", "stream-1k"}}};
  std::printf("start of archgym-host: CPU milliseconds, best of %d rounds; million instructions\n",
              k_rounds);
  for (const auto& [name, command] : commands) {
    std::printf("  %-44s %10.2f %10s\n", name, milliseconds(command),
                instructions(command).c_str());
  }
  std::printf("\n");
}

}  // namespace archgym::bench
