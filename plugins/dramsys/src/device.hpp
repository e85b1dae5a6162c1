// A memory device and how a channel is built from it: geometry, timing, currents.
//
// Timing is in clock cycles of the memory clock with JEDEC's names (nRCD is tRCD in cycles),
// currents in mA for one device, voltages in V.
#pragma once

#include <cstdint>
#include <string>

namespace dramsys {

enum class Standard { ddr3, ddr4, lpddr4, hbm2, gddr6 };

const char* name(Standard standard);

struct Geometry {
  std::uint32_t channels = 1;
  std::uint32_t ranks = 1;        // per channel; the pseudo channels of HBM2 are ranks here
  std::uint32_t bank_groups = 1;  // per rank
  std::uint32_t banks = 8;        // per rank, all groups together
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  std::uint32_t device_width = 8;  // bits
  std::uint32_t devices = 8;       // per rank, side by side
  std::uint32_t burst_length = 8;  // beats
  std::uint32_t data_rate = 2;     // beats per clock

  std::uint32_t bus_bytes() const { return device_width * devices / 8; }
  std::uint32_t burst_bytes() const { return bus_bytes() * burst_length; }
  std::uint32_t burst_cycles() const { return burst_length / data_rate; }
  std::uint32_t banks_per_group() const { return banks / bank_groups; }
  std::uint32_t all_banks() const { return banks * ranks; }  // of a channel
  std::uint64_t bytes() const {
    return std::uint64_t{channels} * ranks * banks * rows * columns * bus_bytes();
  }
};

// Every standard uses some of these; src/standards/ says which and under which names. What a
// standard calls differently for one bank and for all of them is nRP, nRC, nRFC where all have it.
struct Timing {
  std::int32_t nRCD = 0, nRCDWR = 0;  // to reads (and writes), to writes where they differ
  std::int32_t nRP = 0, nRPab = 0, nRAS = 0, nRC = 0;
  std::int32_t nRL = 0, nWL = 0, nAL = 0;
  std::int32_t nCCD_S = 0, nCCD_L = 0;  // equal where there are no bank groups
  std::int32_t nRRD_S = 0, nRRD_L = 0;
  std::int32_t nWTR_S = 0, nWTR_L = 0;
  std::int32_t nFAW = 0, nRTP = 0, nWR = 0, nPPD = 0, nRTW = 0;
  std::int32_t nREFI = 0, nRFC = 0;                  // of all banks
  std::int32_t nREFIpb = 0, nRFCpb = 0, nRREFD = 0;  // of one bank
  std::int32_t nCKE = 0, nCKESR = 0, nXP = 0, nXS = 0, nXSDLL = 0;
  std::int32_t nACTPDEN = 0, nPRPDEN = 0, nREFPDEN = 0, nCMDCKE = 0;
  std::int32_t nRTRS = 0;                        // rank to rank switch
  std::int32_t nRPRE = 0, nWPRE = 0, nRPST = 0;  // preambles and postamble
  std::int32_t nPL = 0;                          // parity latency
  // From the column command's latency to the data: strobe (LPDDR4, HBM2), data clock (GDDR6).
  std::int32_t nDQSCK = 0, nDQSS = 0, nDQS2DQ = 0;
  std::int32_t nWCK2CKPIN = 0, nWCK2CK = 0, nWCK2DQO = 0, nWCK2DQI = 0;

  bool refreshes_single_banks() const { return nREFIpb > 0; }
};

// Of one supply; see JESD79-4 table 146, JESD209-4 table 204 for the loops they are measured in.
struct Currents {
  double vdd = 0;
  double idd0 = 0, idd2n = 0, idd3n = 0, idd4r = 0, idd4w = 0, idd6 = 0;
  double idd5 = 0;    // refreshes of all banks back to back
  double idd5pb = 0;  // one refresh of a single bank per tREFIpb
  double idd2p = 0, idd3p = 0;
};

struct Device {
  std::string name;
  Standard standard = Standard::ddr3;
  double clock_mhz = 0;
  Geometry geometry;
  Timing timing;
  bool has_currents = true;  // false: energy is unknown
  Currents currents;
  Currents second;              // second supply: VPP of DDR4, VDD2 of LPDDR4
  std::string address_mapping;  // the mapping used when the configuration names none

  // Clock period in ps. JEDEC and SystemC models round tCK to whole picoseconds (DDR4-2400: 833).
  std::int64_t period_ps() const;
};

}  // namespace dramsys
