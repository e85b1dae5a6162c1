// DDR3 (JESD79-3F) and DDR4 (JESD79-4), which differ in bank groups and preambles.
#include <algorithm>

#include "standards/standard.hpp"

namespace dramsys {
namespace {

using enum Command;
using Class = CommandClass;

void add_power_down(TimingRules& r, const Timing& t) {
  r.add({enter_active_down, enter_precharged_down}, {Class::wake_up}, Scope::rank,
        t.nCKE);  // tPD(min) is tCKE(min)
  r.add({enter_self_refresh}, {Class::wake_up}, Scope::rank, t.nCKESR);
  r.add({exit_active_down},
        {Class::read, Class::write, Class::activate, Class::precharge, Class::precharge_all},
        Scope::rank, t.nXP);
  r.add({exit_active_down}, {Class::active_down}, Scope::rank, t.nCKE);
  r.add({exit_precharged_down}, {Class::activate, Class::refresh, Class::self_refresh}, Scope::rank,
        t.nXP);
  r.add({exit_precharged_down}, {Class::precharged_down}, Scope::rank, t.nCKE);
  r.add({exit_self_refresh},
        {Class::activate, Class::refresh, Class::self_refresh, Class::precharged_down}, Scope::rank,
        t.nXS);
  r.add({exit_self_refresh}, {Class::read, Class::write}, Scope::rank, t.nXSDLL);
}

}  // namespace

TimingRules ddr_rules(const Device& device) {
  const Timing& t = device.timing;
  const bool ddr4 = device.standard == Standard::ddr4;
  const Cycle burst = device.geometry.burst_cycles();
  TimingRules r;
  r.read_to_pre = t.nAL + t.nRTP;
  r.write_to_pre = t.nWL + burst + t.nWR;
  r.read_data_end = t.nRL + burst;
  r.write_data_end = t.nWL + burst;
  r.four_activates = t.nFAW;

  r.add({activate}, {Class::read, Class::write}, Scope::bank, t.nRCD - t.nAL);
  r.add({activate}, {Class::precharge}, Scope::bank, t.nRAS);
  r.add({activate}, {Class::activate}, Scope::bank, t.nRC);
  r.add({activate}, {Class::activate}, Scope::group, t.nRRD_L);
  r.add({activate}, {Class::activate}, Scope::rank, t.nRRD_S);
  r.add({activate}, {Class::precharge_all}, Scope::rank, t.nRAS);
  r.add({activate}, {Class::refresh, Class::self_refresh}, Scope::rank, t.nRC);
  r.add({activate}, {Class::active_down}, Scope::rank, t.nACTPDEN);

  r.add({precharge}, {Class::activate}, Scope::bank, t.nRP);
  r.add({precharge}, {Class::refresh, Class::self_refresh}, Scope::rank, t.nRP);
  r.add({precharge}, {Class::active_down, Class::precharged_down}, Scope::rank, t.nPRPDEN);
  r.add({precharge_all}, {Class::activate, Class::refresh, Class::self_refresh}, Scope::rank,
        t.nRP);
  r.add({precharge_all}, {Class::precharged_down}, Scope::rank, t.nPRPDEN);

  r.add({refresh}, {Class::activate, Class::refresh, Class::self_refresh}, Scope::rank, t.nRFC);
  r.add({refresh}, {Class::precharged_down}, Scope::rank, t.nREFPDEN);

  r.add({read, read_auto}, {Class::read}, Scope::group, t.nCCD_L);
  r.add({read, read_auto}, {Class::read}, Scope::rank, t.nCCD_S);
  r.add({write, write_auto}, {Class::write}, Scope::group, t.nCCD_L);
  r.add({write, write_auto}, {Class::write}, Scope::rank, t.nCCD_S);
  // Bus turnaround: JESD79-3F 4.13.2.2 and JESD79-4 4.24.2 leave one clock plus the preamble.
  r.add({read, read_auto}, {Class::write}, Scope::rank,
        t.nRL + burst + 1 + (ddr4 ? t.nWPRE : 1) - t.nWL);
  r.add({write, write_auto}, {Class::read}, Scope::group, t.nWL + burst + t.nWTR_L - t.nAL);
  r.add({write, write_auto}, {Class::read}, Scope::rank, t.nWL + burst + t.nWTR_S - t.nAL);
  r.add({read, read_auto}, {Class::read}, Scope::other_ranks, burst + t.nRTRS);
  r.add({write, write_auto}, {Class::write}, Scope::other_ranks, burst + t.nRTRS);
  r.add({read, read_auto}, {Class::write}, Scope::other_ranks,
        t.nRL + burst + t.nRTRS - t.nWL + (ddr4 ? t.nWPRE : 0));
  r.add({write, write_auto}, {Class::read}, Scope::other_ranks,
        t.nWL + burst + t.nRTRS - t.nRL + (ddr4 ? t.nRPRE : 0));

  const Cycle read_to_down = t.nRL + burst + 1, write_to_down = t.nWL + burst + t.nWR;
  r.add({read}, {Class::precharge}, Scope::bank, r.read_to_pre);
  r.add({read, read_auto}, {Class::precharge_all}, Scope::rank, r.read_to_pre);
  r.add({read_auto}, {Class::activate}, Scope::bank, r.read_to_pre + t.nRP);
  r.add({read_auto}, {Class::refresh}, Scope::rank, r.read_to_pre + t.nRP);
  r.add({read_auto}, {Class::self_refresh}, Scope::rank,
        std::max(r.read_to_pre + t.nRP, read_to_down));
  r.add({read, read_auto}, {Class::active_down, Class::precharged_down}, Scope::rank, read_to_down);
  r.add({write}, {Class::precharge}, Scope::bank, r.write_to_pre);
  r.add({write, write_auto}, {Class::precharge_all}, Scope::rank, r.write_to_pre);
  // A read with auto-precharge must not close the bank before an earlier write has recovered.
  r.add({write}, {Class::read_auto}, Scope::bank, r.write_to_pre - r.read_to_pre);
  r.add({write_auto}, {Class::activate}, Scope::bank, r.write_to_pre + t.nRP);
  r.add({write_auto}, {Class::refresh}, Scope::rank, r.write_to_pre + t.nRP);
  r.add({write_auto}, {Class::self_refresh}, Scope::rank,
        std::max(r.write_to_pre + t.nRP, write_to_down + 1));
  r.add({write}, {Class::active_down}, Scope::rank, write_to_down);
  r.add({write_auto}, {Class::active_down, Class::precharged_down}, Scope::rank, write_to_down + 1);
  add_power_down(r, t);
  return r;
}

}  // namespace dramsys
