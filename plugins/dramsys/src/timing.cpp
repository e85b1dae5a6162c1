#include "timing.hpp"

namespace dramsys {

Distances::Distances(const Device& device) {
  const Timing& t = device.timing;
  const bool ddr4 = device.standard == Standard::ddr4;
  burst = device.geometry.burst_length / 2;  // two beats per clock
  act_to_column = t.nRCD - t.nAL;
  act_to_pre = t.nRAS;
  act_to_act = t.nRC;
  act_to_act_group = t.nRRD_L;
  act_to_act_rank = t.nRRD_S;
  four_acts = t.nFAW;
  column_group = t.nCCD_L;
  column_rank = t.nCCD_S;
  column_other_rank = burst + t.nRTRS;
  // Bus turnaround: JESD79-3F 4.13.2.2 and JESD79-4 4.24.2 leave one clock plus the preamble.
  const Cycle write_preamble = ddr4 ? t.nWPRE : 1;
  read_to_write = t.nRL + burst + 1 + write_preamble - t.nWL;
  read_to_write_other_rank = t.nRL + burst + t.nRTRS - t.nWL + (ddr4 ? t.nWPRE : 0);
  write_to_read_group = t.nWL + burst + t.nWTR_L - t.nAL;
  write_to_read_rank = t.nWL + burst + t.nWTR_S - t.nAL;
  write_to_read_other_rank = t.nWL + burst + t.nRTRS - t.nRL + (ddr4 ? t.nRPRE : 0);
  read_to_pre = t.nAL + t.nRTP;
  write_to_pre = t.nWL + burst + t.nWR;
  // A read with auto-precharge must not close the bank before an earlier write has recovered.
  write_to_read_auto = write_to_pre - t.nRTP - t.nAL;
  pre_to_act = t.nRP;
  refresh_cycle = t.nRFC;
  read_to_down = t.nRL + burst + 1;
  write_to_down = t.nWL + burst + t.nWR;
  write_auto_to_down = write_to_down + 1;
  act_to_down = t.nACTPDEN;
  pre_to_down = t.nPRPDEN;
  refresh_to_down = t.nREFPDEN;
  down_to_exit = t.nCKE;  // tPD(min) is tCKE(min)
  exit_to_down = t.nCKE;
  exit_to_command = t.nXP;
  self_refresh_to_exit = t.nCKESR;
  self_refresh_exit_to_command = t.nXS;
  self_refresh_exit_to_column = t.nXSDLL;
  read_data_end = t.nRL + burst;
  write_data_end = t.nWL + burst;
}

void TimingState::issue_bank(Command command, std::uint32_t bank, Cycle now) {
  bus_ = now + 1;
  if (is_column(command)) {
    if (is_write(command))
      issue_write(command, bank, now);
    else
      issue_read(command, bank, now);
    return;
  }
  BankTimes& b = banks_[bank];
  RankTimes& r = ranks_[rank_of(bank)];
  if (command == Command::activate) {
    push(b.at(CommandClass::read), now + d_.act_to_column);
    push(b.at(CommandClass::write), now + d_.act_to_column);
    push(b.at(CommandClass::precharge), now + d_.act_to_pre);
    push(b.at(CommandClass::activate), now + d_.act_to_act);
    push(groups_[bank >> group_shift_].at(CommandClass::activate), now + d_.act_to_act_group);
    push(r.at(CommandClass::activate), now + d_.act_to_act_rank);
    r.acts[r.next_act] = now;
    r.next_act = (r.next_act + 1) % 4;
    push(r.at(CommandClass::activate), r.acts[r.next_act] + d_.four_acts);
    push(r.precharge_all, now + d_.act_to_pre);
    push(r.refresh, now + d_.act_to_act);
    push(r.self_refresh, now + d_.act_to_act);
    push(r.active_down, now + d_.act_to_down);
  } else {  // precharge
    push(b.at(CommandClass::activate), now + d_.pre_to_act);
    push(r.refresh, now + d_.pre_to_act);
    push(r.self_refresh, now + d_.pre_to_act);
    push(r.active_down, now + d_.pre_to_down);
    push(r.precharged_down, now + d_.pre_to_down);
  }
}

void TimingState::issue_read(Command command, std::uint32_t bank, Cycle now) {
  BankTimes& b = banks_[bank];
  Times& g = groups_[bank >> group_shift_];
  const std::uint32_t rank = rank_of(bank);
  RankTimes& r = ranks_[rank];
  push(g.at(CommandClass::read), now + d_.column_group);
  push(r.at(CommandClass::read), now + d_.column_rank);
  push(r.at(CommandClass::write), now + d_.read_to_write);
  push(r.precharge_all, now + d_.read_to_pre);
  push(r.active_down, now + d_.read_to_down);
  push(r.precharged_down, now + d_.read_to_down);
  if (command == Command::read_auto) {
    const Cycle closed = now + d_.read_to_pre + d_.pre_to_act;
    push(b.at(CommandClass::activate), closed);
    push(r.refresh, closed);
    push(r.self_refresh, std::max(closed, now + d_.read_to_down));
  } else {
    push(b.at(CommandClass::precharge), now + d_.read_to_pre);
  }
  for (std::uint32_t other = 0; other < ranks_.size(); ++other) {
    if (other == rank) continue;
    push(ranks_[other].at(CommandClass::read), now + d_.column_other_rank);
    push(ranks_[other].at(CommandClass::write), now + d_.read_to_write_other_rank);
  }
}

void TimingState::issue_write(Command command, std::uint32_t bank, Cycle now) {
  BankTimes& b = banks_[bank];
  Times& g = groups_[bank >> group_shift_];
  const std::uint32_t rank = rank_of(bank);
  RankTimes& r = ranks_[rank];
  push(g.at(CommandClass::write), now + d_.column_group);
  push(r.at(CommandClass::write), now + d_.column_rank);
  push(g.at(CommandClass::read), now + d_.write_to_read_group);
  push(r.at(CommandClass::read), now + d_.write_to_read_rank);
  push(r.precharge_all, now + d_.write_to_pre);
  if (command == Command::write_auto) {
    const Cycle closed = now + d_.write_to_pre + d_.pre_to_act;
    push(b.at(CommandClass::activate), closed);
    push(r.refresh, closed);
    push(r.self_refresh, std::max(closed, now + d_.write_auto_to_down));
    push(r.active_down, now + d_.write_auto_to_down);
    push(r.precharged_down, now + d_.write_auto_to_down);
  } else {
    push(b.at(CommandClass::precharge), now + d_.write_to_pre);
    push(b.read_auto, now + d_.write_to_read_auto);
    push(r.active_down, now + d_.write_to_down);
  }
  for (std::uint32_t other = 0; other < ranks_.size(); ++other) {
    if (other == rank) continue;
    push(ranks_[other].at(CommandClass::write), now + d_.column_other_rank);
    push(ranks_[other].at(CommandClass::read), now + d_.write_to_read_other_rank);
  }
}

void TimingState::issue_rank(Command command, std::uint32_t rank, Cycle now) {
  bus_ = now + 1;
  RankTimes& r = ranks_[rank];
  switch (command) {
    case Command::precharge_all:
      push(r.at(CommandClass::activate), now + d_.pre_to_act);
      push(r.refresh, now + d_.pre_to_act);
      push(r.self_refresh, now + d_.pre_to_act);
      push(r.precharged_down, now + d_.pre_to_down);
      break;
    case Command::refresh:
      push(r.at(CommandClass::activate), now + d_.refresh_cycle);
      push(r.refresh, now + d_.refresh_cycle);
      push(r.self_refresh, now + d_.refresh_cycle);
      push(r.precharged_down, now + d_.refresh_to_down);
      break;
    case Command::enter_active_down:
    case Command::enter_precharged_down:
      push(r.exit, now + d_.down_to_exit);
      break;
    case Command::enter_self_refresh:
      push(r.exit, now + d_.self_refresh_to_exit);
      break;
    case Command::exit_active_down:
      push(r.at(CommandClass::read), now + d_.exit_to_command);
      push(r.at(CommandClass::write), now + d_.exit_to_command);
      push(r.at(CommandClass::activate), now + d_.exit_to_command);
      push(r.at(CommandClass::precharge), now + d_.exit_to_command);
      push(r.precharge_all, now + d_.exit_to_command);
      push(r.active_down, now + d_.exit_to_down);
      break;
    case Command::exit_precharged_down:
      push(r.at(CommandClass::activate), now + d_.exit_to_command);
      push(r.refresh, now + d_.exit_to_command);
      push(r.self_refresh, now + d_.exit_to_command);
      push(r.precharged_down, now + d_.exit_to_down);
      break;
    case Command::exit_self_refresh:
      push(r.at(CommandClass::activate), now + d_.self_refresh_exit_to_command);
      push(r.refresh, now + d_.self_refresh_exit_to_command);
      push(r.self_refresh, now + d_.self_refresh_exit_to_command);
      push(r.precharged_down, now + d_.self_refresh_exit_to_command);
      push(r.at(CommandClass::read), now + d_.self_refresh_exit_to_column);
      push(r.at(CommandClass::write), now + d_.self_refresh_exit_to_column);
      break;
    default:
      break;
  }
}

}  // namespace dramsys
