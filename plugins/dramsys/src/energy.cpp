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

namespace {

Energy energy_of_supply(const Activity& activity, const Device& device, const Currents& i) {
  const Timing& t = device.timing;
  const double burst = device.geometry.burst_cycles();
  // cycles * mA * V * ns is pJ; all devices of the rank do the same.
  const double scale = 1000.0 / device.clock_mhz * device.geometry.devices / 1000.0;
  const auto charge = [&](double cycles, double current) {
    return cycles * current * i.vdd * scale;
  };
  const auto count = [](std::int64_t n) { return static_cast<double>(n); };

  const double opening = count(activity.activates) * t.nRAS;
  const double closing = count(activity.precharges) * (t.nRC - t.nRAS);
  const double inner_refresh =
      count(activity.inner_refresh_active + activity.inner_refresh_precharged +
            activity.outer_refresh_active + activity.outer_refresh_precharged);

  Energy energy;
  energy.activate = charge(opening, i.idd0 - i.idd3n);
  energy.precharge = charge(closing, i.idd0 - i.idd2n);
  energy.read = charge(count(activity.reads) * burst, i.idd4r - i.idd3n);
  energy.write = charge(count(activity.writes) * burst, i.idd4w - i.idd3n);
  energy.refresh = charge(count(activity.refreshes) * t.nRFC, i.idd5 - i.idd3n) +
                   charge(count(activity.bank_refreshes) * t.nREFIpb, i.idd5pb - i.idd2n);
  energy.active_standby = charge(count(activity.active_cycles), i.idd3n);
  energy.precharged_standby = charge(count(activity.precharged_cycles), i.idd2n);
  energy.power_down = charge(count(activity.active_down_cycles), i.idd3p) +
                      charge(count(activity.precharged_down_cycles), i.idd2p);
  energy.self_refresh = charge(count(activity.self_refresh_cycles), i.idd6) +
                        charge(inner_refresh, i.idd5 - i.idd3n) +
                        charge(count(activity.inner_refresh_active), i.idd3p) +
                        charge(count(activity.inner_refresh_precharged), i.idd2p) +
                        charge(count(activity.outer_refresh_active), i.idd3n) +
                        charge(count(activity.outer_refresh_precharged), i.idd2n);
  return energy;
}

}  // namespace

Energy energy_of(const Activity& activity, const Device& device) {
  Energy energy = energy_of_supply(activity, device, device.currents);
  energy += energy_of_supply(activity, device, device.second);
  return energy;
}

}  // namespace dramsys
