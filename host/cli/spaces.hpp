// Spaces that an environment is asked for, on the command line.
#pragma once

#include "evaluate/make.hpp"
#include "run/settle.hpp"

namespace archgym::host {

// Asks the environment, where it would evaluate; Ctrl-C ends the wait for it.
SpaceSource ask_environment(Execution execution);

}  // namespace archgym::host
