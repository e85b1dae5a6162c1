// agent_conformance --agent LIBRARY [--hyper NAME=VALUE]... [Catch2 options]: what every agent must
// do, tried on one plugin. The values are JSON.
#define CATCH_CONFIG_RUNNER
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "agents/search.hpp"

int main(int count, char** arguments) {
  Catch::Session session;
  std::string agent;
  std::vector<std::string> settings;
  session.cli(session.cli() |
              Catch::clara::Opt(agent, "library")["--agent"]("the agent plugin to try") |
              Catch::clara::Opt(settings, "NAME=VALUE")["--hyper"]("a hyperparameter"));
  if (const int status = session.applyCommandLine(count, arguments); status != 0) return status;
  try {
    boost::json::object hyperparameters;
    for (const std::string& setting : settings) {
      const std::size_t equals = setting.find('=');
      if (equals == std::string::npos)
        throw std::invalid_argument(setting + ": expected NAME=VALUE");
      hyperparameters[setting.substr(0, equals)] = boost::json::parse(setting.substr(equals + 1));
    }
    if (!agent.empty()) archgym::host::test::load_agent(agent, std::move(hyperparameters));
    return session.run();
  } catch (const std::exception& error) {
    std::cerr << "agent_conformance: " << agent << ": " << error.what() << '\n';
    return 2;
  }
}
