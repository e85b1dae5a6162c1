// agent_conformance --agent LIBRARY [Catch2 options]: what every agent must do, tried on one
// plugin.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <iostream>

#include "agents/search.hpp"

int main(int count, char** arguments) {
  Catch::Session session;
  std::string agent;
  session.cli(session.cli() |
              Catch::clara::Opt(agent, "library")["--agent"]("the agent plugin to try"));
  if (const int status = session.applyCommandLine(count, arguments); status != 0) return status;
  try {
    if (!agent.empty()) archgym::host::test::load_agent(agent);
    return session.run();
  } catch (const std::exception& error) {
    std::cerr << "agent_conformance: " << agent << ": " << error.what() << '\n';
    return 2;
  }
}
