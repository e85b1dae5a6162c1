// The instances of an environment that one evaluator works with.
#pragma once

#include <archgym/value.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "evaluate/setup.hpp"
#include "plugin/environment.hpp"

namespace archgym::host {

// One instance; or several when episodes take turns and the environment may have more than one in a
// process, so that each of the episodes under way keeps its own.
class Instances {
 public:
  // `setup` is borrowed. The first instance is made by create().
  static Result<Instances> create(const EvaluationSetup& setup);

  Environment& current() { return instances_[current_].environment; }
  // The steps that the current instance has taken since its reset(), one design after the other;
  // nothing: it must be reset before it can take one.
  std::optional<std::vector<ag_value>>& taken() { return instances_[current_].taken; }

  // For a step after `earlier`: the current instance becomes the one that has taken just these; or
  // a new one; or, when there are as many as there can be, the one that was not used for longest.
  void choose_for(std::span<const ag_value> earlier);

  // The current instance has run a call before.
  bool used() const { return instances_[current_].used; }

  // A fresh one in the place of the current one.
  Result<void> replace();

  // Around every call of the current instance: only then can it be interrupted.
  void enter() { set_inside(true); }
  void leave() { set_inside(false); }

  bool can_be_interrupted() { return current().can_be_interrupted(); }
  // Wake the running call, if there is one and it is cancelled. [any-thread]
  void interrupt();

 private:
  struct Instance {
    Environment environment;
    std::optional<std::vector<ag_value>> taken;
    std::uint64_t last_use = 0;
    bool used = false;
  };

  explicit Instances(const EvaluationSetup& setup);
  Result<Environment> make() const;
  void set_inside(bool inside);

  const EvaluationSetup* setup_;
  std::size_t most_;
  std::vector<Instance> instances_;
  std::size_t current_ = 0;
  std::uint64_t uses_ = 0;
  bool inside_ = false;                   // the current instance runs a call
  std::unique_ptr<std::mutex> changing_;  // guards `inside_`, and what is current while inside
};

// The same designs, byte for byte: they are canonical.
bool same_steps(std::span<const ag_value> a, std::span<const ag_value> b);

}  // namespace archgym::host
