// A memory device and how a channel is built from it: geometry, timing, currents.
//
// Timing is in clock cycles of the memory clock with JEDEC's names (nRCD is tRCD in cycles),
// currents in mA for one device, voltages in V.
#pragma once

#include <cstdint>
#include <string>

namespace dramsys {

enum class Standard { ddr3, ddr4 };

struct Geometry {
  std::uint32_t ranks = 1;
  std::uint32_t bank_groups = 1;  // per rank
  std::uint32_t banks = 8;        // per rank, all groups together
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  std::uint32_t device_width = 8;  // bits
  std::uint32_t devices = 8;       // per rank, side by side
  std::uint32_t burst_length = 8;  // beats

  std::uint32_t bus_bytes() const { return device_width * devices / 8; }
  std::uint32_t burst_bytes() const { return bus_bytes() * burst_length; }
  std::uint32_t banks_per_group() const { return banks / bank_groups; }
  std::uint32_t all_banks() const { return banks * ranks; }
  std::uint64_t bytes() const {
    return std::uint64_t{ranks} * banks * rows * columns * bus_bytes();
  }
};

struct Timing {
  std::int32_t nRCD = 0, nRP = 0, nRAS = 0, nRC = 0;
  std::int32_t nRL = 0, nWL = 0, nAL = 0;
  std::int32_t nCCD_S = 0, nCCD_L = 0;  // equal where there are no bank groups
  std::int32_t nRRD_S = 0, nRRD_L = 0;
  std::int32_t nWTR_S = 0, nWTR_L = 0;
  std::int32_t nFAW = 0, nRTP = 0, nWR = 0;
  std::int32_t nREFI = 0, nRFC = 0;
  std::int32_t nCKE = 0, nCKESR = 0, nXP = 0, nXS = 0, nXSDLL = 0;
  std::int32_t nACTPDEN = 0, nPRPDEN = 0, nREFPDEN = 0;
  std::int32_t nRTRS = 0;             // rank to rank switch
  std::int32_t nRPRE = 0, nWPRE = 0;  // preambles, DDR4 only
};

// Currents of the first supply (VDD) and, where there is one, of the second (VPP of DDR4).
struct Currents {
  double vdd = 0;
  double idd0 = 0, idd2n = 0, idd3n = 0, idd4r = 0, idd4w = 0, idd5 = 0, idd6 = 0;
  double idd2p = 0, idd3p = 0;
  double vpp = 0;
  double ipp0 = 0, ipp6 = 0;
};

struct Device {
  std::string name;
  Standard standard = Standard::ddr3;
  double clock_mhz = 0;
  Geometry geometry;
  Timing timing;
  Currents currents;
  std::string address_mapping;  // the mapping used when the configuration names none

  // Clock period in ps. JEDEC and SystemC models round tCK to whole picoseconds (DDR4-2400: 833).
  std::int64_t period_ps() const;
};

}  // namespace dramsys
