// The commands of a DDR3/DDR4 command bus (JEDEC JESD79-3F table 6, JESD79-4 table 17).
#pragma once

#include <cstddef>
#include <cstdint>

namespace dramsys {

enum class Command : std::uint8_t {
  none,
  read,                   // RD
  read_auto,              // RDA: read, then precharge the bank
  write,                  // WR
  write_auto,             // WRA: write, then precharge the bank
  activate,               // ACT: open a row
  precharge,              // PRE: close one bank
  precharge_all,          // PREA: close all banks of the rank
  refresh,                // REF: all banks of the rank
  enter_active_down,      // power down with a row open
  enter_precharged_down,  // power down with all banks closed
  enter_self_refresh,
  exit_active_down,
  exit_precharged_down,
  exit_self_refresh,
};

constexpr bool is_column(Command command) {
  return command >= Command::read && command <= Command::write_auto;
}
constexpr bool is_write(Command command) {
  return command == Command::write || command == Command::write_auto;
}
constexpr bool closes_bank(Command command) {
  return command == Command::read_auto || command == Command::write_auto;
}

// Commands of one bank that obey the same constraints, except that a read with auto-precharge has
// one more.
enum class CommandClass : std::uint8_t { activate, precharge, read, write };
inline constexpr std::size_t command_classes = 4;

constexpr CommandClass class_of(Command command) {
  switch (command) {
    case Command::activate:
      return CommandClass::activate;
    case Command::precharge:
      return CommandClass::precharge;
    case Command::write:
    case Command::write_auto:
      return CommandClass::write;
    default:
      return CommandClass::read;
  }
}

// Short JEDEC-like name, for traces and messages.
const char* name(Command command);

}  // namespace dramsys
