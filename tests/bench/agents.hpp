// The agents that are built with the host, for benchmarks of all of them.
#pragma once

#include <string>
#include <vector>

namespace archgym::bench {

// Their names, sorted.
std::vector<std::string> shipped_agents();

}  // namespace archgym::bench
