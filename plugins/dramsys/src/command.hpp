// The commands of a memory's command bus (JEDEC JESD79-3F table 6, JESD79-4 table 17, JESD209-4
// table 63, JESD235A table 11).
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
  refresh_bank,           // REFpb: one bank
  precharge_all,          // PREA: close all banks of the rank
  refresh,                // REF: all banks of the rank
  enter_active_down,      // power down with a row open
  enter_precharged_down,  // power down with all banks closed
  enter_self_refresh,
  exit_active_down,
  exit_precharged_down,
  exit_self_refresh,
};
inline constexpr std::size_t command_count = 16;

constexpr bool is_column(Command command) {
  return command >= Command::read && command <= Command::write_auto;
}
constexpr bool is_write(Command command) {
  return command == Command::write || command == Command::write_auto;
}
constexpr bool closes_bank(Command command) {
  return command == Command::read_auto || command == Command::write_auto;
}

constexpr bool is_of_bank(Command command) {
  return command >= Command::read && command <= Command::refresh_bank;
}

// Commands that obey the same constraints, except that a read with auto-precharge has one more.
enum class CommandClass : std::uint8_t {
  activate,
  precharge,
  read,
  write,
  refresh_bank,
  read_auto,  // only what it must wait for beyond a read
  precharge_all,
  refresh,
  active_down,
  precharged_down,
  self_refresh,
  wake_up,  // any exit from power-down or self refresh
};
inline constexpr std::size_t command_classes = 12;
inline constexpr std::size_t bank_command_classes = 5;  // the first ones are those of a bank

constexpr CommandClass class_of(Command command) {
  switch (command) {
    case Command::activate:
      return CommandClass::activate;
    case Command::precharge:
      return CommandClass::precharge;
    case Command::write:
    case Command::write_auto:
      return CommandClass::write;
    case Command::refresh_bank:
      return CommandClass::refresh_bank;
    case Command::precharge_all:
      return CommandClass::precharge_all;
    case Command::refresh:
      return CommandClass::refresh;
    case Command::enter_active_down:
      return CommandClass::active_down;
    case Command::enter_precharged_down:
      return CommandClass::precharged_down;
    case Command::enter_self_refresh:
      return CommandClass::self_refresh;
    case Command::exit_active_down:
    case Command::exit_precharged_down:
    case Command::exit_self_refresh:
      return CommandClass::wake_up;
    default:
      return CommandClass::read;
  }
}

// Short JEDEC-like name, for traces and messages.
const char* name(Command command);

}  // namespace dramsys
