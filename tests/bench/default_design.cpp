#include "default_design.hpp"

#include "evaluate/in_process.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/clock.hpp"

namespace archgym::bench {

using namespace archgym::host;

DefaultDesign::DefaultDesign(Manifest manifest, const std::filesystem::path& scratch_root)
    : manifest_(std::move(manifest)), batch_(manifest_.space->size(), manifest_.metrics.size()) {
  EvaluationSetup setup;
  setup.services = &services_;
  setup.manifest = &manifest_;
  if (!manifest_.workloads.empty()) setup.workload = manifest_.workloads.front().id;
  setup.scratch_root = scratch_root;
  evaluations_ = std::make_unique<SerialEvaluations>(InProcessEvaluator::create(setup).value());
  batch_.resize(1);
  std::ranges::copy(manifest_.space->initial(), batch_.point(0).begin());
}

double DefaultDesign::microseconds(int evaluations) {
  const Stopwatch stopwatch;
  constexpr std::size_t row = 0;
  for (int k = 0; k < evaluations; ++k) {
    if (!evaluate_all(*evaluations_, batch_, {&row, 1}) ||
        batch_.outcome(0).status != EvaluationStatus::ok) {
      throw std::runtime_error("an evaluation failed: " + batch_.outcome(0).reason);
    }
  }
  return 1e6 * stopwatch.wall_seconds() / evaluations;
}

}  // namespace archgym::bench
