// The sessions with agents of `archgym-host validate`, for tests of agents.
#pragma once

#include "validate/agent_session.hpp"

namespace archgym::host::test {
using namespace validation;
}  // namespace archgym::host::test
