// What the process adapter adds to starting a program and waiting for it: a private directory, an
// input file, the program's output read and searched, all removed again.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>

#include "base/clock.hpp"
#include "bench.hpp"
#include "default_design.hpp"
#include "evaluate/scratch.hpp"
#include "plugin/manifest.hpp"

namespace archgym::bench {
namespace {

using namespace archgym::host;

constexpr int k_evaluations = 100;
constexpr int k_rounds = 7;

constexpr const char* k_manifest = R"json({
  "manifest_version": 1, "id": "org.example.print", "name": "print", "kind": "environment",
  "version": "1.0.0", "summary": "Prints.", "adapter": "process",
  "parameters": [{"name": "Size", "type": "integer", "minimum": 1, "maximum": 9, "default": 3,
                  "description": "d"}],
  "metrics": [{"name": "time", "unit": "ns", "direction": "minimize", "description": "d"}],
  "process": {"program": {"name": "echo"}, "arguments": ["time = ${Size} us"],
              "files": [{"path": "input.cfg", "lines": ["size = ${Size}"]}],
              "metrics": {"time": {"key": "time"}}}})json";

// fork(), exec() and wait, as a wrapper script in C would; output goes nowhere.
double start_directly() {
  static const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  const Stopwatch stopwatch;
  for (int k = 0; k < k_evaluations; ++k) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::dup2(nowhere, STDOUT_FILENO);
      ::execl("/bin/echo", "echo", "time = 3 us", nullptr);
      ::_exit(127);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (status != 0) throw std::runtime_error("/bin/echo cannot be run");
  }
  return 1e6 * stopwatch.wall_seconds() / k_evaluations;
}

}  // namespace

void process_adapter() {
  std::printf("Process adapter, wall microseconds per run of /bin/echo:\n");
  const ScratchRoot scratch = ScratchRoot::create().value();
  DefaultDesign adapted(parse_manifest(k_manifest, "/print/print.archgym.json").value(),
                        scratch.path());
  print_table({{"fork, exec, wait", start_directly},
               {"process adapter", [&adapted] { return adapted.microseconds(k_evaluations); }}},
              k_rounds);
}

}  // namespace archgym::bench
