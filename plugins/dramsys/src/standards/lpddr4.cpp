// LPDDR4 (JESD209-4B): commands of two and four clocks, precharge and refresh of one bank.
//
// The standard counts from the last clock of a command, these rules from the first.
#include <algorithm>

#include "standards/standard.hpp"

namespace dramsys {
namespace {

using enum Command;
using Class = CommandClass;

void set_lengths(TimingRules& r) {
  for (const Command command : {activate, read, read_auto, write, write_auto})
    r.length_of(command) = 4;
  for (const Command command :
       {precharge, precharge_all, refresh, refresh_bank, enter_self_refresh, exit_self_refresh})
    r.length_of(command) = 2;
}

void add_rows(TimingRules& r, const Timing& t) {
  r.add({activate}, {Class::read, Class::write}, Scope::bank, t.nRCD);
  r.add({activate}, {Class::precharge}, Scope::bank, t.nRAS + 2);
  r.add({activate}, {Class::activate}, Scope::bank, t.nRC);
  r.add({activate}, {Class::activate}, Scope::rank, t.nRRD_S);
  r.add({activate}, {Class::precharge_all}, Scope::rank, t.nRAS + 2);
  r.add({activate}, {Class::refresh, Class::self_refresh}, Scope::rank, t.nRC + 2);
  r.add({activate}, {Class::refresh_bank}, Scope::bank, t.nRC + 2);
  r.add({activate}, {Class::refresh_bank}, Scope::rank, t.nRRD_S + 2);

  r.add({precharge}, {Class::activate}, Scope::bank, t.nRP - 2);
  r.add({precharge}, {Class::precharge, Class::precharge_all}, Scope::rank, t.nPPD);
  r.add({precharge}, {Class::refresh_bank}, Scope::bank, t.nRP);
  r.add({precharge}, {Class::refresh, Class::self_refresh}, Scope::rank, t.nRP);
  r.add({precharge_all}, {Class::activate}, Scope::rank, t.nRPab - 2);
  r.add({precharge_all}, {Class::refresh_bank, Class::refresh, Class::self_refresh}, Scope::rank,
        t.nRPab);

  r.add({refresh}, {Class::activate}, Scope::rank, t.nRFC - 2);
  r.add({refresh}, {Class::refresh_bank, Class::refresh, Class::self_refresh}, Scope::rank, t.nRFC);
  r.add({refresh_bank}, {Class::activate}, Scope::bank, t.nRFCpb - 2);
  r.add({refresh_bank}, {Class::activate}, Scope::rank, t.nRRD_S - 2);
  r.add({refresh_bank}, {Class::precharge_all, Class::refresh, Class::self_refresh}, Scope::rank,
        t.nRFCpb);
}

void add_columns(TimingRules& r, const Timing& t, Cycle burst) {
  r.add({read, read_auto}, {Class::read}, Scope::rank, burst);
  r.add({write, write_auto}, {Class::write}, Scope::rank, burst);
  r.add({read, read_auto}, {Class::write}, Scope::rank,
        t.nRL + t.nDQSCK + burst - t.nWL + t.nWPRE + t.nRPST);
  r.add({write, write_auto}, {Class::read}, Scope::rank, t.nWL + 1 + burst + t.nWTR_S);
  r.add({read, read_auto}, {Class::read}, Scope::other_ranks, burst + t.nRTRS);
  r.add({write, write_auto}, {Class::write}, Scope::other_ranks, burst + t.nRTRS);
  r.add({read, read_auto}, {Class::write}, Scope::other_ranks, t.nRL + burst + t.nRTRS - t.nWL);
  r.add({write, write_auto}, {Class::read}, Scope::other_ranks, t.nWL + burst + t.nRTRS - t.nRL);

  r.add({read}, {Class::precharge}, Scope::bank, r.read_to_pre);
  r.add({read, read_auto}, {Class::precharge_all}, Scope::rank, r.read_to_pre);
  r.add({read_auto}, {Class::activate}, Scope::bank, r.read_to_pre - 2 + t.nRP);
  r.add({read_auto}, {Class::refresh_bank}, Scope::bank, r.read_to_pre + t.nRP);
  r.add({read_auto}, {Class::refresh}, Scope::rank, r.read_to_pre + t.nRP);
  r.add({write}, {Class::precharge}, Scope::bank, r.write_to_pre);
  r.add({write, write_auto}, {Class::precharge_all}, Scope::rank, r.write_to_pre);
  r.add({write}, {Class::read_auto}, Scope::bank, r.write_to_pre - r.read_to_pre);
  r.add({write_auto}, {Class::activate}, Scope::bank, r.write_to_pre - 2 + t.nRP);
  r.add({write_auto}, {Class::refresh_bank}, Scope::bank, r.write_to_pre + t.nRP);
  r.add({write_auto}, {Class::refresh}, Scope::rank, r.write_to_pre + t.nRP);
}

void add_power_down(TimingRules& r, const Timing& t, Cycle burst) {
  const Cycle read_end = 3 + t.nRL + t.nDQSCK + burst + t.nRPST;
  const Cycle write_end = 3 + t.nWL + t.nDQSS + t.nDQS2DQ + burst + t.nWR;
  r.add({activate}, {Class::active_down}, Scope::rank, 3 + t.nCMDCKE);
  r.add({precharge, refresh_bank}, {Class::active_down, Class::precharged_down}, Scope::rank,
        1 + t.nCMDCKE);
  r.add({precharge_all, refresh}, {Class::precharged_down}, Scope::rank, 1 + t.nCMDCKE);
  r.add({read, read_auto}, {Class::active_down, Class::precharged_down}, Scope::rank, read_end);
  r.add({write}, {Class::active_down}, Scope::rank, write_end);
  r.add({write_auto}, {Class::active_down, Class::precharged_down}, Scope::rank, write_end + 2);
  r.add({read_auto}, {Class::self_refresh}, Scope::rank, std::max(read_end, r.read_to_pre + t.nRP));
  r.add({write_auto}, {Class::self_refresh}, Scope::rank,
        std::max(write_end + 2, r.write_to_pre + t.nRP));

  r.add({enter_active_down, enter_precharged_down}, {Class::wake_up}, Scope::rank, t.nCKE);
  r.add({enter_self_refresh}, {Class::wake_up}, Scope::rank, t.nCKESR);
  r.add({exit_active_down},
        {Class::read, Class::write, Class::activate, Class::precharge, Class::precharge_all,
         Class::refresh_bank},
        Scope::rank, t.nXP);
  r.add({exit_active_down}, {Class::active_down}, Scope::rank, t.nCKE);
  r.add({exit_precharged_down},
        {Class::activate, Class::refresh, Class::refresh_bank, Class::self_refresh}, Scope::rank,
        t.nXP);
  r.add({exit_precharged_down}, {Class::precharged_down}, Scope::rank, t.nCKE);
  r.add({exit_self_refresh}, {Class::activate}, Scope::rank, t.nXS - 2);
  r.add({exit_self_refresh},
        {Class::refresh, Class::refresh_bank, Class::self_refresh, Class::precharged_down},
        Scope::rank, t.nXS);
}

}  // namespace

TimingRules lpddr4_rules(const Device& device) {
  const Timing& t = device.timing;
  const Cycle burst = device.geometry.burst_cycles();
  TimingRules r;
  set_lengths(r);
  // JESD209-4B table 29: tRTP and tWR start at the last clock of a read of 16 beats.
  r.read_to_pre = t.nRTP + burst - 6;
  r.write_to_pre = t.nWL + burst + 1 + t.nWR + 2;
  r.read_data_end = 3 + t.nRL + t.nDQSCK + burst;
  r.write_data_end = 3 + t.nWL + t.nDQSS + t.nDQS2DQ + burst;
  r.four_activates = t.nFAW;
  r.between_bank_refreshes = r.between_refresh_rounds = t.nRFCpb;
  add_rows(r, t);
  add_columns(r, t, burst);
  add_power_down(r, t, burst);
  return r;
}

}  // namespace dramsys
