#include "evaluate/instances.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "adapter/create.hpp"
#include "base/running.hpp"

namespace archgym::host {
namespace {

// Episodes that are under way at once in one evaluator, each with an instance: as many as the
// default settings of reinforcement learning have, four times over.
constexpr std::size_t k_most_instances = 16;

}  // namespace

bool same_steps(std::span<const ag_value> a, std::span<const ag_value> b) {
  if (a.size() != b.size()) return false;
  return a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

Result<Instances> Instances::create(const EvaluationSetup& setup) {
  Instances instances(setup);
  auto first = instances.make();
  if (!first) return tl::unexpected(first.error());
  instances.instances_.push_back({std::move(*first), {}, 0, false});
  return instances;
}

Instances::Instances(const EvaluationSetup& setup)
    : setup_(&setup),
      most_(setup.manifest->concurrency == Concurrency::process ? 1 : k_most_instances),
      changing_(std::make_unique<std::mutex>()) {}

Result<Environment> Instances::make() const {
  return create_environment(*setup_->services, *setup_->manifest, setup_->config);
}

void Instances::choose_for(std::span<const ag_value> earlier) {
  const auto suits = [earlier](const Instance& one) {
    return one.taken && same_steps(*one.taken, earlier);
  };
  auto found = std::ranges::find_if(instances_, suits);
  if (found == instances_.end()) {
    found = std::ranges::find_if(instances_, [](const Instance& one) { return !one.taken; });
  }
  if (found == instances_.end() && instances_.size() < most_) {
    if (auto fresh = make()) {
      found = instances_.insert(instances_.end(), {std::move(*fresh), {}, 0, false});
    } else {
      most_ = instances_.size();  // as many as its licences allow: those that there are do as well
    }
  }
  if (found == instances_.end()) {
    found = std::ranges::min_element(instances_, {}, &Instance::last_use);
  }
  current_ = static_cast<std::size_t>(found - instances_.begin());
  instances_[current_].last_use = ++uses_;
}

Result<void> Instances::replace() {
  const Running running("environment", setup_->manifest->name.c_str());
  auto fresh = make();
  if (!fresh) return tl::unexpected(fresh.error());
  instances_[current_] = {std::move(*fresh), {}, instances_[current_].last_use, false};
  return {};
}

void Instances::set_inside(bool inside) {
  const std::scoped_lock lock(*changing_);
  inside_ = inside;
  if (!inside) instances_[current_].used = true;
}

void Instances::interrupt() {
  const std::scoped_lock lock(*changing_);
  const bool cancelled = setup_->cancel && setup_->cancel->load(std::memory_order_relaxed);
  if (inside_ && cancelled) current().interrupt();
}

}  // namespace archgym::host
