// The timing constraints of a memory as data: after one command, another must wait.
//
// One file of standards/ holds those of one standard; timing.hpp enforces them.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "command.hpp"
#include "cycles.hpp"
#include "device.hpp"

namespace dramsys {

// Which other commands a command holds up: those of its bank, of its group, of its rank, of all
// ranks of the channel, or of all ranks but its own.
enum class Scope : std::uint8_t { bank, group, rank, channel, other_ranks };

struct Rule {
  Command first = Command::none;
  CommandClass second = CommandClass::activate;
  Scope scope = Scope::bank;
  Cycle wait = 0;  // from the start of the first to the start of the second
};

struct TimingRules {
  std::vector<Rule> rules;

  // Clocks that a command takes on the command bus.
  std::array<std::uint8_t, command_count> length;
  // HBM: column commands have a bus of their own.
  bool column_bus = false;

  // No five activates (or refreshes of a bank) within this window, measured between their ends.
  Cycle four_activates = 0;
  // Between refreshes of two banks of a rank; and from the last bank's to the first one's of the
  // next round.
  Cycle between_bank_refreshes = 0, between_refresh_rounds = 0;

  // From a column command to the end of its data, and to the precharge that it may contain.
  Cycle read_data_end = 0, write_data_end = 0;
  Cycle read_to_pre = 0, write_to_pre = 0;

  TimingRules() { length.fill(1); }

  // Every command of `first` holds up every one of `second`.
  void add(std::initializer_list<Command> first, std::initializer_list<CommandClass> second,
           Scope scope, Cycle wait) {
    for (const Command before : first)
      for (const CommandClass after : second) rules.push_back({before, after, scope, wait});
  }

  std::uint8_t length_of(Command command) const {
    return length[static_cast<std::size_t>(command)];
  }
  std::uint8_t& length_of(Command command) { return length[static_cast<std::size_t>(command)]; }

  // All commands take one clock on the one bus, so that at most one is issued per clock.
  bool simple_bus() const;
};

TimingRules timing_rules(const Device& device);

}  // namespace dramsys
