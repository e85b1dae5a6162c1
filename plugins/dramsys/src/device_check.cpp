#include "device_check.hpp"

#include <algorithm>

#include "error.hpp"
#include "timing_rules.hpp"

namespace dramsys {
namespace {

void require(bool holds, const std::string& where, const char* problem) {
  if (!holds) throw InputError(where + ": " + problem);
}

void check_geometry(const Device& device, const std::string& where) {
  const Geometry& g = device.geometry;
  require(g.device_width * g.devices >= 8, where,
          "geometry.device_width: the data bus must be at least 8 bits wide");
  require(g.all_banks() <= most_banks, where,
          "geometry.banks: a channel may have at most 64 banks, all ranks together");
  require(g.bank_groups <= g.banks, where,
          "geometry.bank_groups: there cannot be more groups than banks");
  require(g.burst_length >= g.data_rate && g.burst_length <= g.columns, where,
          "geometry.burst_length: expected at least the beats of a clock and at most the number of "
          "columns");
}

void check_timing(const Device& device, const std::string& where) {
  const Timing& t = device.timing;
  require(t.nAL <= t.nRCD, where, "timing.nAL: the additive latency cannot exceed nRCD");
  require(t.nRC >= t.nRAS, where, "timing.nRC: a row cycle cannot be shorter than nRAS");
  require(t.nRFC > t.nRP, where, "timing.nRFC: a refresh must be longer than nRP");
  require(t.nREFI > t.nRFC + t.nRP, where,
          "timing.nREFI: the refresh interval must be longer than nRFC + nRP");
  require(!t.refreshes_single_banks() || t.nREFIpb > t.nRFCpb, where,
          "timing.nREFIpb: the refresh interval of a bank must be longer than its refresh");
  for (const Rule& rule : timing_rules(device).rules)
    require(rule.first != Command::read || rule.second != CommandClass::write ||
                rule.scope != Scope::rank || rule.wait >= 1,
            where, "timing: nRL, the burst and nWL do not fit: writes would collide with reads");
}

}  // namespace

void complete(Device& device, const std::string& where) {
  Timing& t = device.timing;
  // Standards without bank groups have one distance for both.
  if (t.nCCD_L == 0) t.nCCD_L = t.nCCD_S;
  if (t.nRRD_L == 0) t.nRRD_L = t.nRRD_S;
  if (t.nWTR_L == 0) t.nWTR_L = t.nWTR_S;
  if (t.nRCDWR == 0) t.nRCDWR = t.nRCD;
  if (t.nRPab == 0) t.nRPab = t.nRP;
  require(device.clock_mhz <= 20000, where, "clock_mhz: expected at most 20000 MHz");
  check_geometry(device, where);
  check_timing(device, where);
}

}  // namespace dramsys
