// HBM2 (JESD235A) and GDDR6 (JESD250): bank groups, refresh of one bank, and turnaround from read
// to write as a parameter. HBM2 has a bus for row commands and one for column commands, on which
// activates take two clocks; its two pseudo channels share them and are ranks to this simulator.
#include <algorithm>

#include "standards/standard.hpp"

namespace dramsys {
namespace {

using enum Command;
using Class = CommandClass;

// `late`: clocks from the start of an activate to its end, from which its waiting times count.
void add_rows(TimingRules& r, const Timing& t, Cycle late) {
  r.add({activate}, {Class::read}, Scope::bank, t.nRCD + late);
  r.add({activate}, {Class::write}, Scope::bank, t.nRCDWR + late);
  r.add({activate}, {Class::precharge}, Scope::bank, t.nRAS + late);
  r.add({activate}, {Class::precharge_all}, Scope::rank, t.nRAS + late);
  r.add({activate}, {Class::activate}, Scope::bank, t.nRC);
  r.add({activate}, {Class::activate}, Scope::group, t.nRRD_L);
  r.add({activate}, {Class::activate}, Scope::rank, t.nRRD_S);
  r.add({activate}, {Class::refresh_bank}, Scope::bank, t.nRC + late);
  r.add({activate}, {Class::refresh_bank}, Scope::group, t.nRRD_L + late);
  r.add({activate}, {Class::refresh_bank}, Scope::rank, t.nRRD_S + late);
  r.add({activate}, {Class::refresh}, Scope::rank, t.nRC + late);

  r.add({precharge}, {Class::activate}, Scope::bank, t.nRP - late);
  r.add({precharge}, {Class::refresh_bank}, Scope::bank, t.nRP);
  r.add({precharge}, {Class::refresh}, Scope::rank, t.nRP);
  r.add({precharge_all}, {Class::activate}, Scope::rank, t.nRP - late);
  r.add({precharge_all}, {Class::refresh_bank, Class::refresh}, Scope::rank, t.nRP);

  r.add({refresh}, {Class::activate}, Scope::rank, t.nRFC - late);
  r.add({refresh}, {Class::refresh_bank, Class::refresh}, Scope::rank, t.nRFC);
  r.add({refresh_bank}, {Class::activate}, Scope::bank, t.nRFCpb - late);
  r.add({refresh_bank}, {Class::activate}, Scope::rank, t.nRREFD - late);
  r.add({refresh_bank}, {Class::refresh_bank}, Scope::bank, t.nRFCpb);
  r.add({refresh_bank}, {Class::precharge_all, Class::refresh}, Scope::rank, t.nRFCpb);
}

void add_columns(TimingRules& r, const Timing& t, Cycle burst, Cycle late) {
  r.add({read, read_auto}, {Class::read}, Scope::group, t.nCCD_L);
  r.add({read, read_auto}, {Class::read}, Scope::rank, t.nCCD_S);
  r.add({write, write_auto}, {Class::write}, Scope::group, t.nCCD_L);
  r.add({write, write_auto}, {Class::write}, Scope::rank, t.nCCD_S);
  r.add({read, read_auto}, {Class::write}, Scope::rank, t.nRTW);
  r.add({write, write_auto}, {Class::read}, Scope::group, t.nWL + burst + t.nWTR_L);
  r.add({write, write_auto}, {Class::read}, Scope::rank, t.nWL + burst + t.nWTR_S);

  r.add({read}, {Class::precharge}, Scope::bank, r.read_to_pre);
  r.add({read, read_auto}, {Class::precharge_all}, Scope::rank, r.read_to_pre);
  r.add({read_auto}, {Class::activate}, Scope::bank, r.read_to_pre + t.nRP - late);
  r.add({read_auto}, {Class::refresh_bank}, Scope::bank, r.read_to_pre + t.nRP);
  r.add({read_auto}, {Class::refresh}, Scope::rank, r.read_to_pre + t.nRP);
  r.add({write}, {Class::precharge}, Scope::bank, r.write_to_pre);
  r.add({write, write_auto}, {Class::precharge_all}, Scope::rank, r.write_to_pre);
  r.add({write}, {Class::read_auto}, Scope::bank, r.write_to_pre - r.read_to_pre);
  r.add({write_auto}, {Class::activate}, Scope::bank, r.write_to_pre + t.nRP - late);
  r.add({write_auto}, {Class::refresh_bank}, Scope::bank, r.write_to_pre + t.nRP);
  r.add({write_auto}, {Class::refresh}, Scope::rank, r.write_to_pre + t.nRP);
}

// What commands hold up entry to self refresh, in the scope of the clock enable.
void add_self_refresh(TimingRules& r, const Timing& t, Cycle late, Scope scope, Cycle read_end) {
  r.add({activate}, {Class::self_refresh}, scope, t.nRC + late);
  r.add({read_auto}, {Class::self_refresh}, scope, std::max(r.read_to_pre + t.nRP, read_end));
  r.add({write_auto}, {Class::self_refresh}, scope, r.write_to_pre + t.nRP);
  r.add({precharge, precharge_all}, {Class::self_refresh}, scope, t.nRP);
  r.add({refresh}, {Class::self_refresh}, scope, t.nRFC);
  r.add({refresh_bank}, {Class::self_refresh}, scope, t.nRFCpb);
}

// Exits from power-down and self refresh.
void add_exits(TimingRules& r, const Timing& t, Cycle late, Scope scope) {
  r.add({enter_active_down, enter_precharged_down}, {Class::wake_up}, scope, t.nCKE);
  r.add({exit_active_down},
        {Class::read, Class::write, Class::precharge, Class::precharge_all, Class::refresh_bank},
        scope, t.nXP);
  r.add({exit_active_down, exit_precharged_down}, {Class::activate}, scope, t.nXP - late);
  r.add({exit_precharged_down}, {Class::refresh, Class::refresh_bank, Class::self_refresh}, scope,
        t.nXP);
  r.add({exit_self_refresh}, {Class::activate}, scope, t.nXS - late);
  r.add({exit_self_refresh},
        {Class::refresh, Class::refresh_bank, Class::self_refresh, Class::precharged_down}, scope,
        t.nXS);
}

}  // namespace

TimingRules hbm2_rules(const Device& device) {
  const Timing& t = device.timing;
  const Cycle burst = device.geometry.burst_cycles();
  const Cycle late = 1;
  TimingRules r;
  r.length_of(activate) = 2;
  r.column_bus = true;
  r.read_to_pre = t.nRTP;
  r.write_to_pre = t.nWL + burst + t.nWR;
  r.read_data_end = t.nRL + t.nDQSCK + burst;
  r.write_data_end = t.nWL + burst;
  r.four_activates = t.nFAW;
  r.between_bank_refreshes = t.nRREFD;
  r.between_refresh_rounds = t.nRFCpb;
  add_rows(r, t, late);
  add_columns(r, t, burst, late);

  // Both pseudo channels have one clock enable.
  const Cycle read_end = t.nRL + t.nPL + burst + 1;
  const Cycle write_end = t.nWL + t.nPL + burst + 1 + t.nWR;
  r.add({read, read_auto}, {Class::active_down, Class::precharged_down}, Scope::channel, read_end);
  r.add({write, write_auto}, {Class::active_down}, Scope::channel, write_end);
  r.add({write_auto}, {Class::precharged_down}, Scope::channel, write_end);
  add_self_refresh(r, t, late, Scope::channel, read_end);
  add_exits(r, t, late, Scope::channel);
  r.add({exit_active_down}, {Class::active_down}, Scope::channel, t.nCKE);
  r.add({exit_precharged_down}, {Class::precharged_down}, Scope::channel, t.nCKE);
  r.add({enter_self_refresh}, {Class::wake_up}, Scope::channel, t.nCKE + 1);
  return r;
}

TimingRules gddr6_rules(const Device& device) {
  const Timing& t = device.timing;
  const Cycle burst = device.geometry.burst_cycles();
  TimingRules r;
  r.read_to_pre = t.nRTP;
  r.write_to_pre = t.nWL + burst + t.nWR;
  r.read_data_end = t.nRL + t.nWCK2CKPIN + t.nWCK2CK + t.nWCK2DQO + burst;
  r.write_data_end = t.nWL + t.nWCK2CKPIN + t.nWCK2CK + t.nWCK2DQI + burst;
  r.four_activates = t.nFAW;
  r.between_bank_refreshes = t.nRREFD;
  r.between_refresh_rounds = t.nRFCpb;
  add_rows(r, t, 0);
  add_columns(r, t, burst, 0);
  r.add({precharge}, {Class::precharge, Class::precharge_all}, Scope::rank, t.nPPD);
  r.add({read, read_auto}, {Class::read}, Scope::other_ranks, burst + t.nRTRS);
  r.add({write, write_auto}, {Class::write}, Scope::other_ranks, burst + t.nRTRS);
  r.add({read, read_auto}, {Class::write}, Scope::other_ranks, t.nRL + burst + t.nRTRS - t.nWL);
  r.add({write, write_auto}, {Class::read}, Scope::other_ranks, t.nWL + burst + t.nRTRS - t.nRL);

  r.add({activate}, {Class::active_down}, Scope::rank, t.nACTPDEN);
  r.add({read, read_auto}, {Class::active_down, Class::precharged_down}, Scope::rank,
        r.read_data_end);
  r.add({write, write_auto}, {Class::active_down}, Scope::rank, r.write_data_end);
  r.add({write_auto}, {Class::precharged_down}, Scope::rank, r.write_data_end);
  r.add({precharge}, {Class::active_down, Class::precharged_down}, Scope::rank, t.nPRPDEN);
  r.add({precharge_all}, {Class::precharged_down}, Scope::rank, t.nPRPDEN);
  r.add({refresh_bank}, {Class::active_down, Class::precharged_down}, Scope::rank, t.nREFPDEN);
  r.add({refresh}, {Class::precharged_down}, Scope::rank, t.nREFPDEN);
  add_self_refresh(r, t, 0, Scope::rank, r.read_data_end);
  r.add({read}, {Class::self_refresh}, Scope::rank, r.read_data_end);
  add_exits(r, t, 0, Scope::rank);
  r.add({exit_active_down}, {Class::active_down}, Scope::rank, t.nXP);
  r.add({exit_precharged_down}, {Class::precharged_down}, Scope::rank, t.nXP);
  r.add({exit_self_refresh}, {Class::read, Class::write}, Scope::rank, t.nXSDLL);
  r.add({enter_self_refresh}, {Class::wake_up}, Scope::rank, t.nCKESR);
  return r;
}

}  // namespace dramsys
