// One instance of an agent plugin in this process.
#pragma once

#include <archgym/agent.h>
#include <archgym/episode.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "base/running.hpp"
#include "plugin/error_text.hpp"
#include "plugin/host_services.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

// The trial as which an agent is told the default design of the environment, which every run
// evaluates first: the largest number that every reader of JSON keeps exact, far above any trial.
inline constexpr std::uint64_t k_default_design_trial = (std::uint64_t{1} << 53) - 1;

// What an agent answered to ask().
struct Asked {
  std::size_t filled = 0;  // proposals written
  bool finished = false;   // AG_DONE: nothing will follow
};

// Movable, not copyable; destroys the instance. Calls must not overlap (AG-THR-1). `services` and
// `problem` must outlive it.
class Agent {
 public:
  static Result<Agent> create(const HostServices& services, const Manifest& manifest,
                              const ag_problem& problem, std::span<const ag_value> hyperparameters,
                              std::uint64_t seed);

  // Takes over an instance, which `factory` destroys in the end; `name` is for messages.
  Agent(const ag_agent_factory* factory, ag_agent* instance, std::string name);

  Agent(Agent&& other) noexcept;
  Agent& operator=(Agent&& other) noexcept;
  ~Agent();

  Result<Asked> ask(ag_ctx& call, std::span<ag_proposal* const> proposals);
  // See ag_agent_episode: the trial itself where it begins an episode, and for every trial of an
  // agent that has none.
  bool has_episodes() const { return episode_ != nullptr; }
  std::uint64_t previous(std::uint64_t trial) {
    if (!episode_) return trial;
    const Running running("agent", name_.c_str());
    return episode_->previous(instance_, trial);
  }
  Result<void> tell(ag_ctx& call, std::span<const ag_trial* const> trials);
  // Nothing when the agent does not save its state.
  Result<std::optional<std::string>> save(ag_ctx& call);
  Result<void> load(ag_ctx& call, std::string_view state);

  const std::string& name() const { return name_; }
  // Its table, which lives until the process ends, and the instance itself, which the caller has to
  // destroy with it.
  const ag_agent_factory& factory() const { return *factory_; }
  ag_agent* release() && { return std::exchange(instance_, nullptr); }

 private:
  tl::unexpected<Error> error(std::string_view what, ag_status status, const ErrorText& text) const;

  const ag_agent_factory* factory_;
  ag_agent* instance_;
  const ag_agent_episode* episode_ = nullptr;  // the plugin's, when it has it
  std::string name_;
};

}  // namespace archgym::host
