#include "energy.hpp"

namespace dramsys {

Energy& Energy::operator+=(const Energy& other) {
  activate += other.activate;
  precharge += other.precharge;
  read += other.read;
  write += other.write;
  refresh += other.refresh;
  active_standby += other.active_standby;
  precharged_standby += other.precharged_standby;
  power_down += other.power_down;
  self_refresh += other.self_refresh;
  return *this;
}

Energy energy_of(const Activity& activity, const Device& device) {
  const Timing& t = device.timing;
  const Currents& i = device.currents;
  const double burst = device.geometry.burst_length / 2.0;
  // cycles * mA * V * ns is pJ; all devices of the rank do the same.
  const double scale = 1000.0 / device.clock_mhz * device.geometry.devices / 1000.0;
  const auto charge = [&](double cycles, double current, double voltage) {
    return cycles * current * voltage * scale;
  };
  const auto count = [](std::int64_t n) { return static_cast<double>(n); };

  const double opening = count(activity.activates) * t.nRAS;
  const double closing = count(activity.precharges) * (t.nRC - t.nRAS);
  const double inner_refresh =
      count(activity.inner_refresh_active + activity.inner_refresh_precharged +
            activity.outer_refresh_active + activity.outer_refresh_precharged);

  Energy energy;
  energy.activate = charge(opening, i.idd0 - i.idd3n, i.vdd) + charge(opening, i.ipp0, i.vpp);
  energy.precharge = charge(closing, i.idd0 - i.idd2n, i.vdd) + charge(closing, i.ipp0, i.vpp);
  energy.read = charge(count(activity.reads) * burst, i.idd4r - i.idd3n, i.vdd);
  energy.write = charge(count(activity.writes) * burst, i.idd4w - i.idd3n, i.vdd);
  energy.refresh = charge(count(activity.refreshes) * t.nRFC, i.idd5 - i.idd3n, i.vdd);
  energy.active_standby = charge(count(activity.active_cycles), i.idd3n, i.vdd);
  energy.precharged_standby = charge(count(activity.precharged_cycles), i.idd2n, i.vdd);
  energy.power_down = charge(count(activity.active_down_cycles), i.idd3p, i.vdd) +
                      charge(count(activity.precharged_down_cycles), i.idd2p, i.vdd);
  energy.self_refresh = charge(count(activity.self_refresh_cycles), i.idd6, i.vdd) +
                        charge(count(activity.self_refresh_cycles), i.ipp6, i.vpp) +
                        charge(inner_refresh, i.idd5 - i.idd3n, i.vdd) +
                        charge(count(activity.inner_refresh_active), i.idd3p, i.vdd) +
                        charge(count(activity.inner_refresh_precharged), i.idd2p, i.vdd) +
                        charge(count(activity.outer_refresh_active), i.idd3n, i.vdd) +
                        charge(count(activity.outer_refresh_precharged), i.idd2n, i.vdd);
  return energy;
}

}  // namespace dramsys
