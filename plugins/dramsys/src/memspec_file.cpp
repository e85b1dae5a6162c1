#include "memspec_file.hpp"

#include <bit>

#include "device_check.hpp"
#include "error.hpp"
#include "json_file.hpp"
#include "standards/standard.hpp"

namespace dramsys {
namespace {

const StandardDescription& standard_of(const JsonObject& spec) {
  const std::string text = spec.text("memoryType");
  std::string known;
  for (const StandardDescription& standard : standards()) {
    if (text == standard.name) return standard;
    known += (known.empty() ? "" : ", ") + std::string(standard.name);
  }
  spec.fail("memoryType", "the built-in model knows " + known + ", found '" + text + "'");
}

Geometry geometry_of(const JsonObject& spec, const StandardDescription& standard) {
  Geometry geometry;
  const bool pseudo_channels = standard.standard == Standard::hbm2;
  geometry.channels = spec.power_of_two("nbrOfChannels", most_channels);
  geometry.ranks = spec.power_of_two(pseudo_channels ? "nbrOfPseudoChannels" : "nbrOfRanks", 8);
  geometry.bank_groups = standard.bank_groups ? spec.power_of_two("nbrOfBankGroups", 16) : 1;
  geometry.banks = spec.power_of_two("nbrOfBanks", most_banks);
  geometry.rows = spec.power_of_two("nbrOfRows", std::int64_t{1} << 24);
  geometry.columns = spec.power_of_two("nbrOfColumns", std::int64_t{1} << 16);
  geometry.device_width = spec.power_of_two("width", 128);
  geometry.devices = spec.power_of_two("nbrOfDevices", 64);
  geometry.burst_length = spec.power_of_two("burstLength", 32);
  geometry.data_rate = spec.power_of_two("dataRate", 8);
  return geometry;
}

Timing timing_of(const JsonObject& spec, const StandardDescription& standard) {
  Timing timing;
  for (const TimingParameter& parameter : standard.timing)
    timing.*parameter.place =
        static_cast<std::int32_t>(spec.integer(parameter.memspec, parameter.least, most_cycles));
  // Fine granularity refresh of DDR4: shorter refreshes, two or four times as often.
  const std::int64_t mode = spec.has("REFM") ? spec.integer("REFM", 1, 4) : 1;
  if (mode > 1) {
    timing.nREFI /= static_cast<std::int32_t>(mode);
    timing.nRFC =
        static_cast<std::int32_t>(spec.integer(mode == 2 ? "RFC2" : "RFC4", 1, most_cycles));
  }
  return timing;
}

double clock_of(const JsonObject& timing) {
  // v5.1 gives the period in ps.
  if (timing.has("clkMhz") || !timing.has("tCK")) return timing.number("clkMhz", 1);
  return 1e6 / timing.number("tCK", 1);
}

void read_currents(const JsonObject& spec, const StandardDescription& standard, Device& device) {
  for (const CurrentParameter& parameter : standard.currents)
    (device.*parameter.supply).*parameter.place = spec.number(parameter.memspec, 0);
}

AddressMapping::Bits row_bank_column(const Geometry& geometry) {
  AddressMapping::Bits bits;
  std::uint32_t next = 0;
  const auto take = [&next](std::vector<std::uint32_t>& field, std::uint64_t places) {
    for (int k = 0; k < std::countr_zero(places); ++k) field.push_back(next++);
  };
  take(bits.byte, geometry.bus_bytes());
  take(bits.column, geometry.columns);
  take(bits.bank_group, geometry.bank_groups);
  take(bits.bank, geometry.banks_per_group());
  take(bits.rank, geometry.ranks);
  take(bits.channel, geometry.channels);
  take(bits.row, geometry.rows);
  return bits;
}

}  // namespace

bool is_memspec(const boost::json::object& json) {
  return json.contains("memspec");
}

bool is_dramsys_mapping(const boost::json::object& json) {
  return json.contains("addressmapping");
}

DeviceFile parse_memspec(const boost::json::object& json, const std::string& where) {
  const JsonObject file(json, where);
  const JsonObject spec = file.object("memspec");
  const StandardDescription& standard = standard_of(spec);
  const JsonObject timing = spec.object("memtimingspec");
  DeviceFile result;
  Device& device = result.device;
  device.name = spec.text("memoryId");
  device.standard = standard.standard;
  device.clock_mhz = clock_of(timing);
  device.geometry = geometry_of(spec.object("memarchitecturespec"), standard);
  device.timing = timing_of(timing, standard);
  device.has_currents = spec.has("mempowerspec");
  if (device.has_currents) read_currents(spec.object("mempowerspec"), standard, device);
  complete(device, where);
  device.address_mapping = "row-bank-column";
  result.mappings.emplace(device.address_mapping, row_bank_column(device.geometry));
  return result;
}

AddressMapping::Bits parse_dramsys_mapping(const boost::json::object& json,
                                           const std::string& where) {
  const JsonObject file(json, where);
  const JsonObject object = file.object("addressmapping");
  object.allow({"BYTE_BIT", "COLUMN_BIT", "ROW_BIT", "BANK_BIT", "BANKGROUP_BIT", "RANK_BIT",
                "PSEUDOCHANNEL_BIT", "CHANNEL_BIT", "XOR"});
  AddressMapping::Bits bits;
  const auto read = [&object](const char* key, std::vector<std::uint32_t>& field) {
    if (!object.has(key)) return;
    const auto more = object.bit_positions(key);
    field.insert(field.end(), more.begin(), more.end());
  };
  read("BYTE_BIT", bits.byte);
  read("COLUMN_BIT", bits.column);
  read("ROW_BIT", bits.row);
  read("BANK_BIT", bits.bank);
  read("BANKGROUP_BIT", bits.bank_group);
  read("RANK_BIT", bits.rank);
  read("PSEUDOCHANNEL_BIT", bits.rank);
  read("CHANNEL_BIT", bits.channel);
  if (!object.has("XOR")) return bits;
  for (const boost::json::value& value : object.array("XOR")) {
    const auto* pair = value.if_object();
    if (pair == nullptr) object.fail("XOR", "expected objects with FIRST and SECOND");
    const JsonObject both(*pair, object.where() + ".XOR");
    bits.exclusive_or.emplace_back(both.integer("FIRST", 0, 62), both.integer("SECOND", 0, 62));
  }
  return bits;
}

}  // namespace dramsys
