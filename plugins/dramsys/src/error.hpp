// What this plugin throws; the plugin's C++ layer turns it into a status with this text.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace dramsys {

// A file, a configuration or a trace is wrong. The message names the file and the place in it.
class InputError : public std::runtime_error {
 public:
  explicit InputError(const std::string& message) : std::runtime_error(message) {}
};

// The design cannot work with this memory, or DRAMSys refuses it. The message says why.
class RefusedDesign : public std::runtime_error {
 public:
  explicit RefusedDesign(const std::string& message) : std::runtime_error(message) {}
};

// The controller waits for something that never comes: requests must be served in an order in which
// their banks do not offer them, as with CmdMux Strict and a reordering scheduler.
class Deadlock : public std::runtime_error {
 public:
  explicit Deadlock(std::uint64_t served)
      : std::runtime_error("the controller is stuck after " + std::to_string(served) +
                           " requests: the command multiplexer waits for a "
                           "request that its bank does not offer") {}
};

}  // namespace dramsys
