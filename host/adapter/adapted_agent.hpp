// An agent that the host itself implements, behind the same table as a plugin's.
#pragma once

#include <archgym/agent.hpp>
#include <memory>
#include <span>
#include <string>

#include "plugin/agent.hpp"

namespace archgym::host {

// What adapters implement; the contract is that of archgym/agent.hpp: functions throw the
// exceptions of archgym/error.hpp, and calls do not overlap.
class AdaptedAgent {
 public:
  virtual ~AdaptedAgent() = default;

  virtual Asked ask(std::span<ag_proposal* const> proposals, archgym::Call& call) = 0;
  virtual void tell(const archgym::Trials& trials, archgym::Call& call) = 0;
  virtual void save(archgym::Writer& out) = 0;
  virtual void load(archgym::Reader& in) = 0;
};

// `services` must outlive it; `name` is for messages.
Agent wrap(const HostServices& services, std::unique_ptr<AdaptedAgent> adapted, std::string name);

}  // namespace archgym::host
