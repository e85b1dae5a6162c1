// The agent under test.
#pragma once

#include <boost/json.hpp>
#include <filesystem>

#include "support/agent_session.hpp"
#include "validate/agent_problems.hpp"

namespace archgym::host::test {

// Once, before the first test case.
void load_agent(const std::filesystem::path& library, boost::json::object hyperparameters);
const AgentLibrary& agent();

}  // namespace archgym::host::test
