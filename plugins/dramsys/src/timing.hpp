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
#include "policies.hpp"
#include "timing_rules.hpp"

namespace dramsys {

class TimingState {
 public:
  TimingState(const Geometry& geometry, const TimingRules& rules);

  // Back to a memory that has seen no command, under policies that say which there will be.
  void reset(const Policies& policies);

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
  // if there are such demands at all,
  bool grouped() const { return grouped_; }
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

  void sort_rules(const Policies& policies);
  static void add(std::vector<Effect>& effects, const Effect& effect);
  std::vector<Effect>& effects(Command command, Scope scope);
  void issue(Command command, std::uint32_t rank, std::uint32_t bank, Cycle now);
  void count_activate(Rank& rank, Cycle end);
  void count_bank_refresh(Rank& rank, Cycle now);

  std::vector<Rule> rules_;
  std::array<Effects, command_count> effects_;  // those of the rules that matter in this run
  std::array<std::uint8_t, command_count> length_{};
  bool column_bus_ = false, grouped_ = false;
  Cycle four_activates_ = 0, between_bank_refreshes_ = 0, between_refresh_rounds_ = 0;
  int rank_shift_ = 0, group_shift_ = 0;  // counts of banks are powers of two
  std::vector<Rank> ranks_;
  std::vector<Times> groups_;
  std::vector<Times> banks_;
  std::array<Cycle, 2> bus_free_{};  // first cycle at which the bus is free
};

inline void TimingState::issue(Command command, std::uint32_t rank, std::uint32_t bank, Cycle now) {
  const Cycle end = now + length_[static_cast<std::size_t>(command)];
  bus_free_[bus_of(class_of(command))] = end;
  const Effects& held = effects_[static_cast<std::size_t>(command)];
  Rank& own = ranks_[rank];
  for (const Effect& e : held.bank) banks_[bank].push(e.second, now + e.wait);
  for (const Effect& e : held.group) groups_[bank >> group_shift_].push(e.second, now + e.wait);
  for (const Effect& e : held.rank) own.times.push(e.second, now + e.wait);
  if (ranks_.size() > 1 || !held.channel.empty()) {
    for (Rank& any : ranks_) {
      for (const Effect& e : held.channel) any.times.push(e.second, now + e.wait);
      if (&any == &own) continue;
      for (const Effect& e : held.other_ranks) any.times.push(e.second, now + e.wait);
    }
  }
  if (command == Command::activate || command == Command::refresh_bank)
    count_activate(own, end - 1);
  if (command == Command::refresh_bank) count_bank_refresh(own, now);
}

// The oldest of the last four holds up the next one.
inline void TimingState::count_activate(Rank& rank, Cycle end) {
  rank.acts[rank.next_act] = end;
  rank.next_act = (rank.next_act + 1) % 4;
  const Cycle window_end = rank.acts[rank.next_act] + four_activates_;
  for (const Command next : {Command::activate, Command::refresh_bank})
    rank.times.push(class_of(next), window_end - length_[static_cast<std::size_t>(next)] + 1);
}

inline void TimingState::count_bank_refresh(Rank& rank, Cycle now) {
  rank.refreshed_banks = (rank.refreshed_banks + 1) % (std::uint32_t{1} << rank_shift_);
  rank.times.push(
      CommandClass::refresh_bank,
      now + (rank.refreshed_banks == 0 ? between_refresh_rounds_ : between_bank_refreshes_));
}

}  // namespace dramsys
