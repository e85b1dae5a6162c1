// The agents that are built with the host, for benchmarks of all of them.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace archgym::bench {

// Their names, sorted.
std::vector<std::string> shipped_agents();

// A benchmark has no use for errors.
inline void must(const host::Result<void>& done) {
  if (!done) throw std::runtime_error(done.error().message);
}

}  // namespace archgym::bench
