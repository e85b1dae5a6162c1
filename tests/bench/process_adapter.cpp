// What the process adapter adds to starting a program and waiting for it: a private directory, an
// input file, the program's output read and searched, all removed again.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "adapter/create.hpp"
#include "base/clock.hpp"
#include "bench.hpp"
#include "evaluate/in_process.hpp"
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

class Adapted {
 public:
  Adapted() : scratch_(ScratchRoot::create().value()) {
    EvaluationSetup setup;
    setup.services = &services_;
    setup.manifest = &manifest_;
    setup.scratch_root = scratch_.path();
    evaluator_ = InProcessEvaluator::create(setup).value();
    batch_.resize(1);
    const Point point = manifest_.space->initial();
    std::copy(point.begin(), point.end(), batch_.point(0).begin());
  }

  double microseconds() {
    const Stopwatch stopwatch;
    constexpr std::size_t row = 0;
    for (int k = 0; k < k_evaluations; ++k) {
      if (!evaluate_all(*evaluator_, batch_, {&row, 1}) ||
          batch_.outcome(0).status != EvaluationStatus::ok) {
        throw std::runtime_error("an evaluation failed: " + batch_.outcome(0).reason);
      }
    }
    return 1e6 * stopwatch.wall_seconds() / k_evaluations;
  }

 private:
  HostServices services_{{}};
  Manifest manifest_ = parse_manifest(k_manifest, "/print/print.archgym.json").value();
  ScratchRoot scratch_;
  std::unique_ptr<InProcessEvaluator> evaluator_;
  Batch batch_{1, 1};
};

}  // namespace

void process_adapter() {
  std::printf("Process adapter, wall microseconds per run of /bin/echo:\n");
  Adapted adapted;
  print_table({{"fork, exec, wait", start_directly},
               {"process adapter", [&adapted] { return adapted.microseconds(); }}},
              k_rounds);
}

}  // namespace archgym::bench
