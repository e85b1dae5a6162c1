// One instance of an environment plugin in this process.
#pragma once

#include <archgym/draft/env_space.h>
#include <archgym/env.h>
#include <archgym/episode.h>
#include <archgym/interrupt.h>

#include <boost/json.hpp>
#include <span>

#include "base/result.hpp"
#include "plugin/host_services.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

// Movable, not copyable; destroys the instance. Calls must not overlap (AG-THR-1). `services` must
// outlive it.
class Environment {
 public:
  // Load the library and create an instance with a complete config (see complete_config()).
  static Result<Environment> create(const HostServices& services, const Manifest& manifest,
                                    const boost::json::object& config);

  // Takes over an instance, which `factory` destroys in the end.
  Environment(const ag_env_factory* factory, ag_env* instance);

  Environment(Environment&& other) noexcept;
  Environment& operator=(Environment&& other) noexcept;
  ~Environment();

  // See ag_env_factory::evaluate. The spans have the same length, from 1 to max_batch.
  ag_status evaluate(ag_ctx& call, std::span<const ag_eval_request* const> requests,
                     std::span<ag_eval_result* const> results, ag_error* error) {
    return factory_->evaluate(instance_, &call, requests.data(), results.data(), requests.size(),
                              error);
  }

  // See ag_env_episode. Only where the manifest declares episodes.
  ag_status reset(ag_ctx& call, ag_error* error) {
    return episode_->reset(instance_, &call, error);
  }
  ag_status step(ag_ctx& call, const ag_eval_request& request, ag_eval_result& result,
                 ag_error* error) {
    return episode_->step(instance_, &call, &request, &result, error);
  }
  bool has_episodes() const { return episode_ != nullptr; }

  // See ag_env_space. The error says what the plugin says, or that it has no such extension.
  Result<std::string> declare_space(ag_ctx& call, const std::string& workload);
  bool declares_space() const { return space_ != nullptr; }

  bool can_be_interrupted() const { return interrupt_ != nullptr; }
  // Wake a call that runs on another thread so that it returns AG_CANCELLED soon. Does nothing when
  // the plugin cannot. [any-thread]
  void interrupt() {
    if (interrupt_) interrupt_->interrupt(instance_);
  }

 private:
  const ag_env_factory* factory_;
  ag_env* instance_;
  // Extensions of the plugin, when it has them.
  const ag_env_interrupt* interrupt_ = nullptr;
  const ag_env_episode* episode_ = nullptr;
  const ag_env_space* space_ = nullptr;
};

}  // namespace archgym::host
