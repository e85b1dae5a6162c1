#include "device_file.hpp"

#include <bit>

#include "channel.hpp"
#include "error.hpp"
#include "json_file.hpp"

namespace dramsys {
namespace {

constexpr std::int64_t most_cycles = 1 << 24;

Standard standard_of(const JsonObject& file) {
  const std::string text = file.text("standard");
  if (text == "DDR3") return Standard::ddr3;
  if (text == "DDR4") return Standard::ddr4;
  file.fail("standard", "expected 'DDR3' or 'DDR4', found '" + text + "'");
}

Geometry geometry_of(const JsonObject& object, Standard standard) {
  if (standard == Standard::ddr4)
    object.allow({"ranks", "bank_groups", "banks", "rows", "columns", "device_width", "devices",
                  "burst_length"});
  else
    object.allow({"ranks", "banks", "rows", "columns", "device_width", "devices", "burst_length"});
  const auto power_of_two = [&](const char* key, std::int64_t most) {
    const std::int64_t value = object.integer(key, 1, most);
    if (!std::has_single_bit(static_cast<std::uint64_t>(value)))
      object.fail(key, "expected a power of two, found " + std::to_string(value));
    return static_cast<std::uint32_t>(value);
  };
  Geometry geometry;
  geometry.ranks = power_of_two("ranks", 8);
  geometry.bank_groups = standard == Standard::ddr4 ? power_of_two("bank_groups", 16) : 1;
  geometry.banks = power_of_two("banks", most_banks);
  geometry.rows = power_of_two("rows", std::int64_t{1} << 24);
  geometry.columns = power_of_two("columns", std::int64_t{1} << 16);
  geometry.device_width = power_of_two("device_width", 64);
  geometry.devices = power_of_two("devices", 64);
  geometry.burst_length = power_of_two("burst_length", 16);
  if (geometry.device_width * geometry.devices < 8)
    object.fail("device_width", "the data bus must be at least 8 bits wide");
  if (geometry.all_banks() > most_banks)
    object.fail("banks", "a channel may have at most " + std::to_string(most_banks) +
                             " banks, all ranks together");
  if (geometry.bank_groups > geometry.banks)
    object.fail("bank_groups", "there cannot be more groups than banks");
  if (geometry.burst_length < 2 || geometry.burst_length > geometry.columns)
    object.fail("burst_length", "expected at least 2 and at most the number of columns");
  return geometry;
}

Timing timing_of(const JsonObject& object, Standard standard) {
  const bool ddr4 = standard == Standard::ddr4;
  if (ddr4)
    object.allow({"nRCD",    "nRP",      "nRAS",   "nRC",    "nRL",    "nWL",  "nAL",    "nCCD_S",
                  "nCCD_L",  "nRRD_S",   "nRRD_L", "nWTR_S", "nWTR_L", "nFAW", "nRTP",   "nWR",
                  "nREFI",   "nRFC",     "nCKE",   "nCKESR", "nXP",    "nXS",  "nXSDLL", "nACTPDEN",
                  "nPRPDEN", "nREFPDEN", "nRTRS",  "nRPRE",  "nWPRE"});
  else
    object.allow({"nRCD",   "nRP",  "nRAS", "nRC",    "nRL",      "nWL",     "nAL",      "nCCD",
                  "nRRD",   "nWTR", "nFAW", "nRTP",   "nWR",      "nREFI",   "nRFC",     "nCKE",
                  "nCKESR", "nXP",  "nXS",  "nXSDLL", "nACTPDEN", "nPRPDEN", "nREFPDEN", "nRTRS"});
  const auto cycles = [&](const char* key, std::int64_t least = 1) {
    return static_cast<std::int32_t>(object.integer(key, least, most_cycles));
  };
  Timing t;
  t.nRCD = cycles("nRCD");
  t.nRP = cycles("nRP");
  t.nRAS = cycles("nRAS");
  t.nRC = cycles("nRC");
  t.nRL = cycles("nRL");
  t.nWL = cycles("nWL");
  t.nAL = cycles("nAL", 0);
  t.nCCD_S = cycles(ddr4 ? "nCCD_S" : "nCCD");
  t.nCCD_L = ddr4 ? cycles("nCCD_L") : t.nCCD_S;
  t.nRRD_S = cycles(ddr4 ? "nRRD_S" : "nRRD");
  t.nRRD_L = ddr4 ? cycles("nRRD_L") : t.nRRD_S;
  t.nWTR_S = cycles(ddr4 ? "nWTR_S" : "nWTR");
  t.nWTR_L = ddr4 ? cycles("nWTR_L") : t.nWTR_S;
  t.nFAW = cycles("nFAW");
  t.nRTP = cycles("nRTP");
  t.nWR = cycles("nWR");
  t.nREFI = cycles("nREFI");
  t.nRFC = cycles("nRFC");
  t.nCKE = cycles("nCKE");
  t.nCKESR = cycles("nCKESR");
  t.nXP = cycles("nXP");
  t.nXS = cycles("nXS");
  t.nXSDLL = cycles("nXSDLL");
  t.nACTPDEN = cycles("nACTPDEN");
  t.nPRPDEN = cycles("nPRPDEN");
  t.nREFPDEN = cycles("nREFPDEN");
  t.nRTRS = cycles("nRTRS", 0);
  if (ddr4) {
    t.nRPRE = cycles("nRPRE", 0);
    t.nWPRE = cycles("nWPRE", 0);
  }
  if (t.nAL > t.nRCD) object.fail("nAL", "the additive latency cannot exceed nRCD");
  if (t.nRC < t.nRAS) object.fail("nRC", "a row cycle cannot be shorter than nRAS");
  if (t.nRFC <= t.nRP) object.fail("nRFC", "a refresh must be longer than nRP");
  if (t.nREFI <= t.nRFC + t.nRP)
    object.fail("nREFI", "the refresh interval must be longer than nRFC + nRP");
  return t;
}

Currents currents_of(const JsonObject& object, Standard standard) {
  const bool ddr4 = standard == Standard::ddr4;
  if (ddr4)
    object.allow({"VDD", "IDD0", "IDD2N", "IDD2P", "IDD3N", "IDD3P", "IDD4R", "IDD4W", "IDD5",
                  "IDD6", "VPP", "IPP0", "IPP6"});
  else
    object.allow(
        {"VDD", "IDD0", "IDD2N", "IDD2P", "IDD3N", "IDD3P", "IDD4R", "IDD4W", "IDD5", "IDD6"});
  Currents c;
  c.vdd = object.number("VDD", 0);
  c.idd0 = object.number("IDD0", 0);
  c.idd2n = object.number("IDD2N", 0);
  c.idd2p = object.number("IDD2P", 0);
  c.idd3n = object.number("IDD3N", 0);
  c.idd3p = object.number("IDD3P", 0);
  c.idd4r = object.number("IDD4R", 0);
  c.idd4w = object.number("IDD4W", 0);
  c.idd5 = object.number("IDD5", 0);
  c.idd6 = object.number("IDD6", 0);
  if (ddr4) {
    c.vpp = object.number("VPP", 0);
    c.ipp0 = object.number("IPP0", 0);
    c.ipp6 = object.number("IPP6", 0);
  }
  return c;
}

}  // namespace

AddressMapping::Bits mapping_bits(const boost::json::object& json, const std::string& where) {
  const JsonObject object(json, where);
  object.allow(
      {"description", "byte", "column", "row", "bank", "bank_group", "rank", "exclusive_or"});
  AddressMapping::Bits bits;
  bits.byte = object.bit_positions("byte");
  bits.column = object.bit_positions("column");
  bits.row = object.bit_positions("row");
  bits.bank = object.bit_positions("bank");
  if (object.has("bank_group")) bits.bank_group = object.bit_positions("bank_group");
  if (object.has("rank")) bits.rank = object.bit_positions("rank");
  if (object.has("exclusive_or")) {
    for (const boost::json::value& pair : object.array("exclusive_or")) {
      const auto* two = pair.if_array();
      if (!two || two->size() != 2 || !(*two)[0].is_int64() || !(*two)[1].is_int64() ||
          (*two)[0].as_int64() < 0 || (*two)[1].as_int64() < 0 || (*two)[0].as_int64() > 62 ||
          (*two)[1].as_int64() > 62)
        object.fail("exclusive_or", "expected pairs of bit numbers such as [13, 16], found " +
                                        boost::json::serialize(pair));
      bits.exclusive_or.emplace_back((*two)[0].as_int64(), (*two)[1].as_int64());
    }
  }
  return bits;
}

DeviceFile read_device_file(const std::string& path) {
  return parse_device(read_json_file(path), path);
}

DeviceFile parse_device(const boost::json::object& json, const std::string& where) {
  const JsonObject file(json, where);
  file.allow({"$schema", "name", "description", "standard", "clock_mhz", "geometry", "timing",
              "currents", "address_mappings", "default_address_mapping"});
  DeviceFile result;
  Device& device = result.device;
  device.name = file.text("name");
  device.standard = standard_of(file);
  device.clock_mhz = file.number("clock_mhz", 1);
  if (device.clock_mhz > 20000) file.fail("clock_mhz", "expected at most 20000 MHz");
  device.geometry = geometry_of(file.object("geometry"), device.standard);
  device.timing = timing_of(file.object("timing"), device.standard);
  device.currents = currents_of(file.object("currents"), device.standard);
  const Distances distances(device);
  if (distances.read_to_write < 1)
    file.fail("timing", "nRL + burst and nWL do not fit: writes would collide with reads");

  const JsonObject mappings = file.object("address_mappings");
  for (const auto& member : json.at("address_mappings").as_object()) {
    const JsonObject mapping = mappings.object(member.key());
    const AddressMapping::Bits bits = mapping_bits(member.value().as_object(), mapping.where());
    const AddressMapping checked(mapping.where(), bits, device.geometry);
    result.mappings.emplace(member.key(), bits);
  }
  device.address_mapping = file.text("default_address_mapping");
  if (!result.mappings.contains(device.address_mapping))
    file.fail("default_address_mapping",
              "'" + device.address_mapping + "' is not one of address_mappings");
  return result;
}

}  // namespace dramsys
