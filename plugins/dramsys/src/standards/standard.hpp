// What the simulator knows of each standard: its parameters and its timing rules.
#pragma once

#include <span>
#include <string_view>

#include "device.hpp"
#include "timing_rules.hpp"

namespace dramsys {

// A timing parameter: its name in device files, in DRAMSys's memory descriptions (empty: none), its
// place, and its least value.
struct TimingParameter {
  std::string_view name, memspec;
  std::int32_t Timing::*place;
  std::int32_t least = 1;
};

// A supply voltage or current, likewise.
struct CurrentParameter {
  std::string_view name, memspec;
  Currents Device::*supply;
  double Currents::*place;
};

struct StandardDescription {
  Standard standard;
  std::string_view name;      // in files
  bool bank_groups = false;   // geometry has them
  std::string_view rank_key;  // "ranks", or what the standard has in their place
  std::uint32_t data_rate = 2;
  std::span<const TimingParameter> timing;
  std::span<const CurrentParameter> currents;
  TimingRules (*rules)(const Device& device);
};

std::span<const StandardDescription> standards();
const StandardDescription& description(Standard standard);

// The rules of JESD79-3F (DDR3), JESD79-4 (DDR4), JESD209-4 (LPDDR4), JESD235A (HBM2) and JESD250
// (GDDR6).
TimingRules ddr_rules(const Device& device);
TimingRules lpddr4_rules(const Device& device);
TimingRules hbm2_rules(const Device& device);
TimingRules gddr6_rules(const Device& device);

}  // namespace dramsys
