#include "evaluate/machine.hpp"

#include <archgym/host.h>

#include <algorithm>

#include "base/clock.hpp"
#include "base/number.hpp"
#include "evaluate/scratch.hpp"

namespace archgym::host {

Machine::Machine(const EvaluationSetup& setup, const Patience& patience)
    : setup_(setup), patience_(patience) {}

void Machine::worked(Batch& batch, std::size_t row) {
  worked_at_.store(monotonic_seconds(), std::memory_order_relaxed);
  said_.store(false, std::memory_order_relaxed);
  if (has_good_.load(std::memory_order_acquire)) return;
  const std::scoped_lock lock(choosing_);
  if (good_) return;
  const auto point = batch.point(row);
  good_ = Design{{point.begin(), point.end()}, batch.step(row)};
  has_good_.store(true, std::memory_order_release);
}

bool Machine::known_good(Batch& batch) {
  const std::scoped_lock lock(choosing_);
  if (!good_) return false;
  batch.resize(1);
  std::ranges::copy(good_->point, batch.point(0).begin());
  batch.step(0) = good_->step;
  return true;
}

std::string Machine::disk_trouble() {
  if (!setup_.scratch) return "";
  auto checked = setup_.scratch->check();
  return checked ? "" : checked.error().message;
}

void Machine::say(const std::string& reason) {
  if (said_.exchange(true) || !setup_.services) return;
  setup_.services->log(
      AG_LOG_WARN, "machine",
      reason + "; trying again for " + format_real(patience_.seconds) + " s (patience_seconds)");
}

bool Machine::given_up(double since) const {
  const double last = std::max(since, worked_at_.load(std::memory_order_relaxed));
  return monotonic_seconds() - last > patience_.seconds;
}

bool Machine::stopping() const {
  return setup_.cancel && setup_.cancel->load(std::memory_order_relaxed);
}

}  // namespace archgym::host
