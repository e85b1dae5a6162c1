// An environment that the host itself implements, behind the same table as a plugin's.
#pragma once

#include <archgym/environment.hpp>
#include <memory>

#include "plugin/environment.hpp"

namespace archgym::host {

// What adapters implement; the contract is that of archgym/environment.hpp: evaluate() throws the
// exceptions of archgym/error.hpp, and calls do not overlap.
class AdaptedEnvironment {
 public:
  virtual ~AdaptedEnvironment() = default;

  virtual void evaluate(const archgym::Request& request, archgym::Result& result,
                        archgym::Call& call) = 0;
};

// `services` must outlive it.
Environment wrap(const HostServices& services, std::unique_ptr<AdaptedEnvironment> adapted);

}  // namespace archgym::host
