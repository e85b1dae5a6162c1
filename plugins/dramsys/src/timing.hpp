// When each command may be issued: the timing constraints of JEDEC JESD79-3F (DDR3) and JESD79-4
// (DDR4) as "not before" times that every issued command pushes forward.
//
// A constraint between two commands has the scope of a bank, a bank group, a rank or the channel.
// Each scope keeps one time per class of command, so both issuing and asking cost a few maxima,
// however many constraints there are.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "command.hpp"
#include "cycles.hpp"
#include "device.hpp"

namespace dramsys {

// Command to command distances in cycles, combined from the device's parameters.
struct Distances {
  Distances() = default;
  explicit Distances(const Device& device);

  Cycle burst = 0;
  Cycle act_to_column = 0, act_to_pre = 0, act_to_act = 0;
  Cycle act_to_act_group = 0, act_to_act_rank = 0, four_acts = 0;
  Cycle column_group = 0, column_rank = 0, column_other_rank = 0;
  Cycle read_to_write = 0, read_to_write_other_rank = 0;
  Cycle write_to_read_group = 0, write_to_read_rank = 0, write_to_read_other_rank = 0;
  Cycle read_to_pre = 0, write_to_pre = 0, write_to_read_auto = 0, pre_to_act = 0;
  Cycle refresh_cycle = 0;
  Cycle read_to_down = 0, write_to_down = 0, write_auto_to_down = 0;
  Cycle act_to_down = 0, pre_to_down = 0, refresh_to_down = 0;
  Cycle down_to_exit = 0, exit_to_down = 0, exit_to_command = 0;
  Cycle self_refresh_to_exit = 0, self_refresh_exit_to_command = 0, self_refresh_exit_to_column = 0;
  Cycle read_data_end = 0, write_data_end = 0;  // from the command to the end of its data
};

class TimingState {
 public:
  void reset(const Device& device, const Distances& distances) {
    d_ = distances;
    rank_shift_ = std::countr_zero(device.geometry.banks);
    group_shift_ = std::countr_zero(device.geometry.banks_per_group());
    ranks_.assign(device.geometry.ranks, {});
    groups_.assign(std::size_t{device.geometry.ranks} * device.geometry.bank_groups, {});
    banks_.assign(device.geometry.all_banks(), {});
    bus_ = 0;
  }

  const Distances& distances() const { return d_; }
  std::uint32_t rank_of(std::uint32_t bank) const { return bank >> rank_shift_; }

  // Earliest cycle for a command of one bank (column command, activate, precharge) is the latest of
  // these: what the bank's own commands demand,
  Cycle bank_ready(Command command, std::uint32_t bank) const {
    const BankTimes& b = banks_[bank];
    const Cycle ready = b.at(class_of(command));
    return command == Command::read_auto ? std::max(ready, b.read_auto) : ready;
  }
  // what the other banks of its group demand,
  Cycle group_ready(CommandClass kind, std::uint32_t bank) const {
    return groups_[bank >> group_shift_].at(kind);
  }
  // and what the rank and the command bus demand.
  Cycle rank_ready(CommandClass kind, std::uint32_t rank) const {
    return std::max(bus_, ranks_[rank].at(kind));
  }

  // Earliest cycle for a command of a whole rank: precharge all, refresh, power-down.
  Cycle earliest_rank(Command command, std::uint32_t rank) const {
    const RankTimes& r = ranks_[rank];
    switch (command) {
      case Command::precharge_all:
        return std::max(bus_, r.precharge_all);
      case Command::refresh:
        return std::max(bus_, r.refresh);
      case Command::enter_active_down:
        return std::max(bus_, r.active_down);
      case Command::enter_precharged_down:
        return std::max(bus_, r.precharged_down);
      case Command::enter_self_refresh:
        return std::max(bus_, r.self_refresh);
      case Command::exit_active_down:
      case Command::exit_precharged_down:
      case Command::exit_self_refresh:
        return std::max(bus_, r.exit);
      default:
        return never;
    }
  }

  void issue_bank(Command command, std::uint32_t bank, Cycle now);
  void issue_rank(Command command, std::uint32_t rank, Cycle now);

 private:
  struct Times {
    std::array<Cycle, command_classes> by_class{};

    Cycle& at(CommandClass kind) { return by_class[static_cast<std::size_t>(kind)]; }
    Cycle at(CommandClass kind) const { return by_class[static_cast<std::size_t>(kind)]; }
  };
  struct BankTimes : Times {
    Cycle read_auto = 0;
  };
  struct RankTimes : Times {
    Cycle precharge_all = 0, refresh = 0;
    Cycle active_down = 0, precharged_down = 0, self_refresh = 0, exit = 0;
    // The last four activates, oldest at next_act; far in the past at the start.
    std::array<Cycle, 4> acts{-never, -never, -never, -never};
    std::uint32_t next_act = 0;
  };

  static void push(Cycle& time, Cycle at_least) { time = std::max(time, at_least); }

  void issue_read(Command command, std::uint32_t bank, Cycle now);
  void issue_write(Command command, std::uint32_t bank, Cycle now);

  Distances d_;
  int rank_shift_ = 0, group_shift_ = 0;  // counts of banks are powers of two
  std::vector<RankTimes> ranks_;
  std::vector<Times> groups_;
  std::vector<BankTimes> banks_;
  Cycle bus_ = 0;  // first cycle at which the command bus is free
};

}  // namespace dramsys
