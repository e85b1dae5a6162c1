#include "standards/standard.hpp"

#include <array>

namespace dramsys {
namespace {

using T = Timing;
using C = Currents;
constexpr auto first = &Device::currents;
constexpr auto second = &Device::second;

constexpr TimingParameter ddr3_timing[]{{"nRCD", "RCD", &T::nRCD},
                                        {"nRP", "RP", &T::nRP},
                                        {"nRAS", "RAS", &T::nRAS},
                                        {"nRC", "RC", &T::nRC},
                                        {"nRL", "RL", &T::nRL},
                                        {"nWL", "WL", &T::nWL},
                                        {"nAL", "AL", &T::nAL, 0},
                                        {"nCCD", "CCD", &T::nCCD_S},
                                        {"nRRD", "RRD", &T::nRRD_S},
                                        {"nWTR", "WTR", &T::nWTR_S},
                                        {"nFAW", "FAW", &T::nFAW},
                                        {"nRTP", "RTP", &T::nRTP},
                                        {"nWR", "WR", &T::nWR},
                                        {"nREFI", "REFI", &T::nREFI},
                                        {"nRFC", "RFC", &T::nRFC},
                                        {"nCKE", "CKE", &T::nCKE},
                                        {"nCKESR", "CKESR", &T::nCKESR},
                                        {"nXP", "XP", &T::nXP},
                                        {"nXS", "XS", &T::nXS},
                                        {"nXSDLL", "XSDLL", &T::nXSDLL},
                                        {"nACTPDEN", "ACTPDEN", &T::nACTPDEN},
                                        {"nPRPDEN", "PRPDEN", &T::nPRPDEN},
                                        {"nREFPDEN", "REFPDEN", &T::nREFPDEN},
                                        {"nRTRS", "RTRS", &T::nRTRS, 0}};

constexpr TimingParameter ddr4_timing[]{{"nRCD", "RCD", &T::nRCD},
                                        {"nRP", "RP", &T::nRP},
                                        {"nRAS", "RAS", &T::nRAS},
                                        {"nRC", "RC", &T::nRC},
                                        {"nRL", "RL", &T::nRL},
                                        {"nWL", "WL", &T::nWL},
                                        {"nAL", "AL", &T::nAL, 0},
                                        {"nCCD_S", "CCD_S", &T::nCCD_S},
                                        {"nCCD_L", "CCD_L", &T::nCCD_L},
                                        {"nRRD_S", "RRD_S", &T::nRRD_S},
                                        {"nRRD_L", "RRD_L", &T::nRRD_L},
                                        {"nWTR_S", "WTR_S", &T::nWTR_S},
                                        {"nWTR_L", "WTR_L", &T::nWTR_L},
                                        {"nFAW", "FAW", &T::nFAW},
                                        {"nRTP", "RTP", &T::nRTP},
                                        {"nWR", "WR", &T::nWR},
                                        {"nREFI", "REFI", &T::nREFI},
                                        {"nRFC", "RFC", &T::nRFC},
                                        {"nCKE", "CKE", &T::nCKE},
                                        {"nCKESR", "CKESR", &T::nCKESR},
                                        {"nXP", "XP", &T::nXP},
                                        {"nXS", "XS", &T::nXS},
                                        {"nXSDLL", "XSDLL", &T::nXSDLL},
                                        {"nACTPDEN", "ACTPDEN", &T::nACTPDEN},
                                        {"nPRPDEN", "PRPDEN", &T::nPRPDEN},
                                        {"nREFPDEN", "REFPDEN", &T::nREFPDEN},
                                        {"nRTRS", "RTRS", &T::nRTRS, 0},
                                        {"nRPRE", "RPRE", &T::nRPRE, 0},
                                        {"nWPRE", "WPRE", &T::nWPRE, 0}};

constexpr TimingParameter lpddr4_timing[]{{"nRCD", "RCD", &T::nRCD},
                                          {"nRPpb", "RPPB", &T::nRP},
                                          {"nRPab", "RPAB", &T::nRPab},
                                          {"nRAS", "RAS", &T::nRAS},
                                          {"nRCpb", "RCPB", &T::nRC},
                                          {"nRL", "RL", &T::nRL},
                                          {"nWL", "WL", &T::nWL},
                                          {"nRRD", "RRD", &T::nRRD_S},
                                          {"nWTR", "WTR", &T::nWTR_S},
                                          {"nFAW", "FAW", &T::nFAW},
                                          {"nRTP", "RTP", &T::nRTP},
                                          {"nWR", "WR", &T::nWR},
                                          {"nPPD", "PPD", &T::nPPD},
                                          {"nREFI", "REFI", &T::nREFI},
                                          {"nREFIpb", "REFIPB", &T::nREFIpb},
                                          {"nRFCab", "RFCAB", &T::nRFC},
                                          {"nRFCpb", "RFCPB", &T::nRFCpb},
                                          {"nCKE", "CKE", &T::nCKE},
                                          {"nSR", "SR", &T::nCKESR},
                                          {"nXP", "XP", &T::nXP},
                                          {"nXSR", "XSR", &T::nXS},
                                          {"nCMDCKE", "CMDCKE", &T::nCMDCKE},
                                          {"nDQSCK", "DQSCK", &T::nDQSCK, 0},
                                          {"nDQSS", "DQSS", &T::nDQSS, 0},
                                          {"nDQS2DQ", "DQS2DQ", &T::nDQS2DQ, 0},
                                          {"nWPRE", "WPRE", &T::nWPRE, 0},
                                          {"nRPST", "RPST", &T::nRPST, 0},
                                          {"nRTRS", "RTRS", &T::nRTRS, 0}};

constexpr TimingParameter hbm2_timing[]{{"nRCDRD", "RCDRD", &T::nRCD},
                                        {"nRCDWR", "RCDWR", &T::nRCDWR},
                                        {"nRP", "RP", &T::nRP},
                                        {"nRAS", "RAS", &T::nRAS},
                                        {"nRC", "RC", &T::nRC},
                                        {"nRL", "RL", &T::nRL},
                                        {"nWL", "WL", &T::nWL},
                                        {"nPL", "PL", &T::nPL, 0},
                                        {"nCCD_S", "CCDS", &T::nCCD_S},
                                        {"nCCD_L", "CCDL", &T::nCCD_L},
                                        {"nRRD_S", "RRDS", &T::nRRD_S},
                                        {"nRRD_L", "RRDL", &T::nRRD_L},
                                        {"nWTR_S", "WTRS", &T::nWTR_S},
                                        {"nWTR_L", "WTRL", &T::nWTR_L},
                                        {"nRTW", "RTW", &T::nRTW},
                                        {"nFAW", "FAW", &T::nFAW},
                                        {"nRTP", "RTP", &T::nRTP},
                                        {"nWR", "WR", &T::nWR},
                                        {"nREFI", "REFI", &T::nREFI},
                                        {"nREFISB", "REFISB", &T::nREFIpb},
                                        {"nRFC", "RFC", &T::nRFC},
                                        {"nRFCSB", "RFCSB", &T::nRFCpb},
                                        {"nRREFD", "RREFD", &T::nRREFD},
                                        {"nCKE", "CKE", &T::nCKE},
                                        {"nXP", "XP", &T::nXP},
                                        {"nXS", "XS", &T::nXS},
                                        {"nDQSCK", "DQSCK", &T::nDQSCK, 0}};

constexpr TimingParameter gddr6_timing[]{{"nRCDRD", "RCDRD", &T::nRCD},
                                         {"nRCDWR", "RCDWR", &T::nRCDWR},
                                         {"nRP", "RP", &T::nRP},
                                         {"nRAS", "RAS", &T::nRAS},
                                         {"nRC", "RC", &T::nRC},
                                         {"nRL", "RL", &T::nRL},
                                         {"nWL", "WL", &T::nWL},
                                         {"nCCD_S", "CCDS", &T::nCCD_S},
                                         {"nCCD_L", "CCDL", &T::nCCD_L},
                                         {"nRRD_S", "RRDS", &T::nRRD_S},
                                         {"nRRD_L", "RRDL", &T::nRRD_L},
                                         {"nWTR_S", "WTRS", &T::nWTR_S},
                                         {"nWTR_L", "WTRL", &T::nWTR_L},
                                         {"nRTW", "RTW", &T::nRTW},
                                         {"nFAW", "FAW", &T::nFAW},
                                         {"nRTP", "RTP", &T::nRTP},
                                         {"nWR", "WR", &T::nWR},
                                         {"nPPD", "PPD", &T::nPPD},
                                         {"nREFI", "REFI", &T::nREFI},
                                         {"nREFIpb", "REFIpb", &T::nREFIpb},
                                         {"nRFCab", "RFCab", &T::nRFC},
                                         {"nRFCpb", "RFCpb", &T::nRFCpb},
                                         {"nRREFD", "RREFD", &T::nRREFD},
                                         {"nPD", "PD", &T::nCKE},
                                         {"nCKESR", "CKESR", &T::nCKESR},
                                         {"nXP", "XP", &T::nXP},
                                         {"nXS", "XS", &T::nXS},
                                         {"nLK", "LK", &T::nXSDLL},
                                         {"nACTPDE", "ACTPDE", &T::nACTPDEN},
                                         {"nPREPDE", "PREPDE", &T::nPRPDEN},
                                         {"nREFPDE", "REFPDE", &T::nREFPDEN},
                                         {"nRTRS", "RTRS", &T::nRTRS, 0},
                                         {"nWCK2CKPIN", "WCK2CKPIN", &T::nWCK2CKPIN, 0},
                                         {"nWCK2CK", "WCK2CK", &T::nWCK2CK, 0},
                                         {"nWCK2DQO", "WCK2DQO", &T::nWCK2DQO, 0},
                                         {"nWCK2DQI", "WCK2DQI", &T::nWCK2DQI, 0}};

// DRAMSys tells the exits from power-down apart; the model, like its use of DRAMPower, has slow
// ones ("idd2p0"; idd2p1 is the fast exit's).
constexpr CurrentParameter ddr3_currents[]{
    {"VDD", "vdd", first, &C::vdd},       {"IDD0", "idd0", first, &C::idd0},
    {"IDD2N", "idd2n", first, &C::idd2n}, {"IDD2P", "idd2p0", first, &C::idd2p},
    {"IDD3N", "idd3n", first, &C::idd3n}, {"IDD3P", "idd3p0", first, &C::idd3p},
    {"IDD4R", "idd4r", first, &C::idd4r}, {"IDD4W", "idd4w", first, &C::idd4w},
    {"IDD5", "idd5", first, &C::idd5},    {"IDD6", "idd6", first, &C::idd6}};

constexpr CurrentParameter ddr4_currents[]{
    {"VDD", "vdd", first, &C::vdd},       {"IDD0", "idd0", first, &C::idd0},
    {"IDD2N", "idd2n", first, &C::idd2n}, {"IDD2P", "idd2p0", first, &C::idd2p},
    {"IDD3N", "idd3n", first, &C::idd3n}, {"IDD3P", "idd3p0", first, &C::idd3p},
    {"IDD4R", "idd4r", first, &C::idd4r}, {"IDD4W", "idd4w", first, &C::idd4w},
    {"IDD5", "idd5", first, &C::idd5},    {"IDD6", "idd6", first, &C::idd6},
    {"VPP", "vdd2", second, &C::vdd},     {"IPP0", "idd02", second, &C::idd0},
    {"IPP6", "idd62", second, &C::idd6}};

constexpr CurrentParameter lpddr4_currents[]{
    {"VDD1", "vdd", first, &C::vdd},           {"IDD01", "idd0", first, &C::idd0},
    {"IDD2N1", "idd2n", first, &C::idd2n},     {"IDD2P1", "idd2p", first, &C::idd2p},
    {"IDD3N1", "idd3n", first, &C::idd3n},     {"IDD3P1", "idd3p", first, &C::idd3p},
    {"IDD4R1", "idd4r", first, &C::idd4r},     {"IDD4W1", "idd4w", first, &C::idd4w},
    {"IDD51", "idd5", first, &C::idd5},        {"IDD5PB1", "idd5b", first, &C::idd5pb},
    {"IDD61", "idd6", first, &C::idd6},        {"VDD2", "vdd2", second, &C::vdd},
    {"IDD02", "idd02", second, &C::idd0},      {"IDD2N2", "idd2n2", second, &C::idd2n},
    {"IDD2P2", "idd2p2", second, &C::idd2p},   {"IDD3N2", "idd3n2", second, &C::idd3n},
    {"IDD3P2", "idd3p2", second, &C::idd3p},   {"IDD4R2", "idd4r2", second, &C::idd4r},
    {"IDD4W2", "idd4w2", second, &C::idd4w},   {"IDD52", "idd52", second, &C::idd5},
    {"IDD5PB2", "idd5b2", second, &C::idd5pb}, {"IDD62", "idd62", second, &C::idd6}};

// DRAMSys has no currents of these two standards.
constexpr CurrentParameter hbm2_gddr6_currents[]{
    {"VDD", "vdd", first, &C::vdd},       {"IDD0", "idd0", first, &C::idd0},
    {"IDD2N", "idd2n", first, &C::idd2n}, {"IDD2P", "idd2p", first, &C::idd2p},
    {"IDD3N", "idd3n", first, &C::idd3n}, {"IDD3P", "idd3p", first, &C::idd3p},
    {"IDD4R", "idd4r", first, &C::idd4r}, {"IDD4W", "idd4w", first, &C::idd4w},
    {"IDD5", "idd5", first, &C::idd5},    {"IDD5PB", "idd5b", first, &C::idd5pb},
    {"IDD6", "idd6", first, &C::idd6}};

constexpr std::array<StandardDescription, 5> all{{
    {Standard::ddr3, "DDR3", false, "ranks", 2, ddr3_timing, ddr3_currents, ddr_rules},
    {Standard::ddr4, "DDR4", true, "ranks", 2, ddr4_timing, ddr4_currents, ddr_rules},
    {Standard::lpddr4, "LPDDR4", false, "ranks", 2, lpddr4_timing, lpddr4_currents, lpddr4_rules},
    {Standard::hbm2, "HBM2", true, "pseudo_channels", 2, hbm2_timing, hbm2_gddr6_currents,
     hbm2_rules},
    {Standard::gddr6, "GDDR6", true, "ranks", 8, gddr6_timing, hbm2_gddr6_currents, gddr6_rules},
}};

}  // namespace

std::span<const StandardDescription> standards() {
  return all;
}

const StandardDescription& description(Standard standard) {
  return all[static_cast<std::size_t>(standard)];
}

const char* name(Standard standard) {
  return description(standard).name.data();
}

}  // namespace dramsys
