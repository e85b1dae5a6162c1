// What can be watched while a channel is simulated: every command and every response.
#pragma once

#include <cstdint>
#include <vector>

#include "command.hpp"
#include "cycles.hpp"

namespace dramsys {

struct CommandRecord {
  Cycle time = 0;
  Command command = Command::none;
  std::uint32_t rank = 0;
  std::uint32_t bank = 0;     // in the channel; bank commands only
  std::uint32_t row = 0;      // activates and column commands
  std::uint32_t request = 0;  // column commands: number of the request, from 1
};

struct ResponseRecord {
  std::uint32_t request = 0;
  Cycle arrival = 0, response = 0;
};

// Costs nothing.
struct NoObserver {
  void command(const CommandRecord&) {}
  void response(const ResponseRecord&) {}
};

struct Recorder {
  std::vector<CommandRecord> commands;
  std::vector<ResponseRecord> responses;

  void command(const CommandRecord& record) { commands.push_back(record); }
  void response(const ResponseRecord& record) { responses.push_back(record); }
};

}  // namespace dramsys
