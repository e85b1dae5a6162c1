// One burst access, ready for the controller.
#pragma once

#include <cstdint>

#include "cycles.hpp"

namespace dramsys {

struct Request {
  Cycle due = 0;  // earliest cycle at which the initiator sends it
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  std::uint16_t bank = 0;  // within the channel
  std::uint8_t channel = 0;
  bool write = false;
};

// A request that the controller has accepted and not yet served.
struct Pending {
  std::uint32_t id = 0;  // acceptance order, from 1
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  bool write = false;
  Cycle arrival = 0;  // when it reached the controller's input
};

}  // namespace dramsys
