// The optimisation problems of `archgym-host validate`, for tests of agents.
#pragma once

#include "support/agent_session.hpp"
#include "validate/agent_tasks.hpp"
