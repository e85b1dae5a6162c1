// When each command may be issued: the rules of timing_rules.hpp as "not before" times that every
// issued command pushes forward.
//
// Each bank, bank group and rank keeps one time per class of command, so both issuing and asking
// cost a few maxima, however many constraints there are.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "command.hpp"
#include "cycles.hpp"
#include "device.hpp"
#include "timing_rules.hpp"

namespace dramsys {

class TimingState {
 public:
  // Sorts the rules by command and scope.
  TimingState(const Geometry& geometry, const TimingRules& rules);

  // Back to a memory that has seen no command.
  void reset();

  std::uint32_t rank_of(std::uint32_t bank) const { return bank >> rank_shift_; }

  // Earliest cycle for a command of one bank is the latest of these: what the bank's own commands
  // demand,
  Cycle bank_ready(Command command, std::uint32_t bank) const {
    const Times& b = banks_[bank];
    const Cycle ready = b[class_of(command)];
    return command == Command::read_auto ? std::max(ready, b[CommandClass::read_auto]) : ready;
  }
  // what the other banks of its group demand,
  Cycle group_ready(CommandClass kind, std::uint32_t bank) const {
    return groups_[bank >> group_shift_][kind];
  }
  // and what the rank and the command bus demand.
  Cycle rank_ready(CommandClass kind, std::uint32_t rank) const {
    return std::max(bus_free_[bus_of(kind)], ranks_[rank].times[kind]);
  }
  // All of it.
  Cycle earliest_bank(Command command, std::uint32_t bank) const {
    const CommandClass kind = class_of(command);
    return std::max(
        {bank_ready(command, bank), group_ready(kind, bank), rank_ready(kind, rank_of(bank))});
  }
  // Earliest cycle for a command of a whole rank.
  Cycle earliest_rank(Command command, std::uint32_t rank) const {
    return rank_ready(class_of(command), rank);
  }

  // The command bus that a class uses: 0, or 1 for column commands where they have their own.
  std::size_t bus_of(CommandClass kind) const {
    return column_bus_ && (kind == CommandClass::read || kind == CommandClass::write) ? 1 : 0;
  }

  void issue_bank(Command command, std::uint32_t bank, Cycle now) {
    issue(command, rank_of(bank), bank, now);
  }
  void issue_rank(Command command, std::uint32_t rank, Cycle now) {
    issue(command, rank, rank << rank_shift_, now);
  }

 private:
  class Times {
   public:
    Cycle& operator[](CommandClass kind) { return by_class_[static_cast<std::size_t>(kind)]; }
    Cycle operator[](CommandClass kind) const { return by_class_[static_cast<std::size_t>(kind)]; }
    void push(CommandClass kind, Cycle at_least) {
      (*this)[kind] = std::max((*this)[kind], at_least);
    }

   private:
    std::array<Cycle, command_classes> by_class_{};
  };
  struct Rank {
    Times times;
    // Ends of the last four activates, oldest at next_act; far in the past at the start.
    std::array<Cycle, 4> acts{-never, -never, -never, -never};
    std::uint32_t next_act = 0;
    std::uint32_t refreshed_banks = 0;  // in this round
  };

  // What one command holds up, by scope.
  struct Effect {
    CommandClass second = CommandClass::activate;
    Cycle wait = 0;
  };
  struct Effects {
    std::vector<Effect> bank, group, rank, channel, other_ranks;
  };

  std::vector<Effect>& effects(Command command, Scope scope);
  void issue(Command command, std::uint32_t rank, std::uint32_t bank, Cycle now);
  void count_activate(Rank& rank, Cycle end);
  void count_bank_refresh(Rank& rank, Cycle now);

  std::array<Effects, command_count> effects_;
  std::array<std::uint8_t, command_count> length_{};
  bool column_bus_ = false;
  Cycle four_activates_ = 0, between_bank_refreshes_ = 0, between_refresh_rounds_ = 0;
  int rank_shift_ = 0, group_shift_ = 0;  // counts of banks are powers of two
  std::vector<Rank> ranks_;
  std::vector<Times> groups_;
  std::vector<Times> banks_;
  std::array<Cycle, 2> bus_free_{};  // first cycle at which the bus is free
};

}  // namespace dramsys
