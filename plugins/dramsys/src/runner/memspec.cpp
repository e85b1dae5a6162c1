#include "runner/memspec.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "error.hpp"

namespace dramsys {
namespace {

namespace json = boost::json;

json::object architecture(const Device& device, Version version) {
  const Geometry& geometry = device.geometry;
  json::object spec{{"burstLength", geometry.burst_length}, {"dataRate", 2},
                    {"nbrOfBanks", geometry.banks},         {"nbrOfColumns", geometry.columns},
                    {"nbrOfRanks", geometry.ranks},         {"nbrOfRows", geometry.rows},
                    {"width", geometry.device_width},       {"nbrOfDevices", geometry.devices},
                    {"nbrOfChannels", geometry.channels}};
  if (device.standard == Standard::ddr4) spec["nbrOfBankGroups"] = geometry.bank_groups;
  // The name in builds of v4.0 such as the one that ArchGym distributes.
  if (version == Version::v4_0) spec["nbrOfDevicesOnDIMM"] = geometry.devices;
  if (version == Version::v5_2) {
    spec["maxBurstLength"] = geometry.burst_length;
    if (device.standard == Standard::ddr4) spec["RefMode"] = 1;
  }
  return spec;
}

json::value clock_period(const Device& device, Version version) {
  if (version == Version::v5_2) return static_cast<double>(device.period_ps()) * 1e-12;
  return device.period_ps();
}

json::object timing(const Device& device, Version version) {
  const Timing& t = device.timing;
  json::object spec{
      {"AL", t.nAL},     {"CKE", t.nCKE},       {"CKESR", t.nCKESR},    {"CL", t.nRL},
      {"DQSCK", 0},      {"FAW", t.nFAW},       {"RAS", t.nRAS},        {"RC", t.nRC},
      {"RCD", t.nRCD},   {"REFI", t.nREFI},     {"RL", t.nRL},          {"RP", t.nRP},
      {"RTP", t.nRTP},   {"WL", t.nWL},         {"WR", t.nWR},          {"XP", t.nXP},
      {"XPDLL", t.nXP},  {"XS", t.nXS},         {"XSDLL", t.nXSDLL},    {"ACTPDEN", t.nACTPDEN},
      {"RTRS", t.nRTRS}, {"PRPDEN", t.nPRPDEN}, {"REFPDEN", t.nREFPDEN}};
  if (device.standard == Standard::ddr4) {
    for (const auto& [name, cycles] :
         {std::pair{"CCD_S", t.nCCD_S}, std::pair{"CCD_L", t.nCCD_L}, std::pair{"RRD_S", t.nRRD_S},
          std::pair{"RRD_L", t.nRRD_L}, std::pair{"WTR_S", t.nWTR_S}, std::pair{"WTR_L", t.nWTR_L},
          std::pair{"RPRE", t.nRPRE}, std::pair{"WPRE", t.nWPRE}, std::pair{"REFM", 1},
          // Of the fine-granularity refresh modes, which are not used.
          std::pair{"RFC2", t.nRFC}, std::pair{"RFC4", t.nRFC}}) {
      spec[name] = cycles;
    }
  } else {
    spec["CCD"] = t.nCCD_S;
    spec["RRD"] = t.nRRD_S;
    spec["WTR"] = t.nWTR_S;
  }
  const bool ddr4_of_today = device.standard == Standard::ddr4 && version == Version::v5_2;
  spec[ddr4_of_today ? "RFC1" : "RFC"] = t.nRFC;
  if (version >= Version::v5_1)
    spec["tCK"] = clock_period(device, version);
  else
    spec["clkMhz"] = whole_mhz(device.clock_mhz, "the memory's clock");
  return spec;
}

// Currents in mA and voltages in V, up to v5.1. There is one power-down current per state.
json::object power_in_milliamperes(const Device& device) {
  const Currents& c = device.currents;
  json::object spec{{"vdd", c.vdd},      {"idd0", c.idd0},    {"idd2n", c.idd2n},
                    {"idd3n", c.idd3n},  {"idd4r", c.idd4r},  {"idd4w", c.idd4w},
                    {"idd5", c.idd5},    {"idd6", c.idd6},    {"idd2p0", c.idd2p},
                    {"idd2p1", c.idd2p}, {"idd3p0", c.idd3p}, {"idd3p1", c.idd3p}};
  if (device.standard == Standard::ddr4) {
    spec["vdd2"] = device.second.vdd;
    spec["idd02"] = device.second.idd0;
    spec["idd62"] = device.second.idd6;
  }
  return spec;
}

// Currents in A, from v5.2 on, where DDR4 has names of its own.
json::object power_in_amperes(const Device& device) {
  const Currents& c = device.currents;
  json::object spec{{"idd0", c.idd0},
                    {"idd2n", c.idd2n},
                    {"idd3n", c.idd3n},
                    {"idd4r", c.idd4r},
                    {"idd4w", c.idd4w}};
  if (device.standard == Standard::ddr4) {
    for (const auto& [name, current] :
         {std::pair{"idd2p", c.idd2p}, std::pair{"idd3p", c.idd3p}, std::pair{"idd5B", c.idd5},
          std::pair{"idd6n", c.idd6}, std::pair{"ipp0", device.second.idd0},
          std::pair{"ipp6n", device.second.idd6}, std::pair{"iBeta_vdd", c.idd0},
          std::pair{"iBeta_vpp", device.second.idd0}}) {
      spec[name] = current;
    }
    for (const char* unused : {"ipp2n", "ipp3n", "ipp4r", "ipp4w", "ipp2p", "ipp3p", "ipp5B",
                               "idd5F2", "ipp5F2", "idd5F4", "ipp5F4"}) {
      spec[unused] = 0.0;
    }
  } else {
    for (const auto& [name, current] :
         {std::pair{"idd2p0", c.idd2p}, std::pair{"idd2p1", c.idd2p}, std::pair{"idd3p0", c.idd3p},
          std::pair{"idd3p1", c.idd3p}, std::pair{"idd5", c.idd5}, std::pair{"idd6", c.idd6}}) {
      spec[name] = current;
    }
  }
  for (auto& member : spec) member.value() = member.value().to_number<double>() * 1e-3;
  spec["vdd"] = c.vdd;
  if (device.standard == Standard::ddr4) {
    spec["vpp"] = device.second.vdd;
    spec["vddq"] = 0.0;
  }
  return spec;
}

// What v5.2 demands of a DDR4 memory beyond that: the interface, whose power is left out as in the
// other versions.
void add_interface(json::object& spec) {
  json::object impedance;
  for (const char* signal : {"ck", "ca", "rdq", "wdq", "wdqs", "rdqs", "rdbi", "wdbi"}) {
    const std::string name(signal);
    impedance[name + "_termination"] = false;
    impedance[name + "_R_eq"] = 1e6;
    impedance[name + "_dyn_E"] = 0.0;
  }
  json::object preamble;
  for (const char* name : {"read_zeroes", "write_zeroes", "read_ones", "write_ones"}) {
    preamble[name] = 0.0;
  }
  for (const char* name : {"read_zeroes_to_ones", "write_zeroes_to_ones", "write_ones_to_zeroes",
                           "read_ones_to_zeroes", "readMinTccd", "writeMinTccd"}) {
    preamble[name] = 0;
  }
  spec["bankwisespec"] = {{"factRho", 1.0}};
  spec["memimpedancespec"] = std::move(impedance);
  spec["prepostamble"] = std::move(preamble);
}

const char* type_of(const Device& device) {
  switch (device.standard) {
    case Standard::ddr3:
      return "DDR3";
    case Standard::ddr4:
      return "DDR4";
    default:
      break;
  }
  throw InputError("backend dramsys: " + device.name + " is neither a DDR3 nor a DDR4 memory");
}

json::array positions(const std::vector<std::uint32_t>& bits) {
  return json::array(bits.begin(), bits.end());
}

// v5.2 puts the bits that are combined in the place of the one that they replace.
json::array combined_positions(const std::vector<std::uint32_t>& bits,
                               const AddressMapping::Bits& mapping) {
  json::array result;
  for (const std::uint32_t bit : bits) {
    json::array group{bit};
    for (const auto& [first, second] : mapping.exclusive_or) {
      if (first == bit) group.push_back(second);
    }
    result.push_back(group.size() == 1 ? json::value(bit) : json::value(std::move(group)));
  }
  return result;
}

}  // namespace

std::int64_t whole_mhz(double mhz, const char* what) {
  if (mhz == std::trunc(mhz)) return static_cast<std::int64_t>(mhz);
  std::array<char, 32> text{};
  std::to_chars(text.data(), text.data() + text.size() - 1, mhz, std::chars_format::fixed);
  throw InputError(std::string("backend dramsys: ") + what +
                   " must be a whole number of MHz, found " + text.data());
}

json::object memspec(const Device& device, Version version) {
  json::object spec{{"memoryId", device.name},
                    {"memoryType", type_of(device)},
                    {"memarchitecturespec", architecture(device, version)},
                    {"memtimingspec", timing(device, version)},
                    {"mempowerspec", version == Version::v5_2 ? power_in_amperes(device)
                                                              : power_in_milliamperes(device)}};
  if (version == Version::v5_2 && device.standard == Standard::ddr4) add_interface(spec);
  return spec;
}

json::object address_mapping(const AddressMapping::Bits& bits, Version version) {
  json::object mapping;
  const bool combine = version == Version::v5_2;
  for (const auto& [name, field] :
       {std::pair{"BYTE_BIT", &bits.byte}, std::pair{"COLUMN_BIT", &bits.column},
        std::pair{"BANKGROUP_BIT", &bits.bank_group}, std::pair{"BANK_BIT", &bits.bank},
        std::pair{"ROW_BIT", &bits.row}, std::pair{"RANK_BIT", &bits.rank},
        std::pair{"CHANNEL_BIT", &bits.channel}}) {
    if (field->empty()) continue;
    mapping[name] = combine ? combined_positions(*field, bits) : positions(*field);
  }
  if (combine || bits.exclusive_or.empty()) return mapping;
  json::array pairs;
  for (const auto& [first, second] : bits.exclusive_or) {
    pairs.push_back(json::object{{"FIRST", first}, {"SECOND", second}});
  }
  mapping["XOR"] = std::move(pairs);
  return mapping;
}

}  // namespace dramsys
