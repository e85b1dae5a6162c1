#include "device_file.hpp"

#include "device_check.hpp"
#include "error.hpp"
#include "json_file.hpp"
#include "memspec_file.hpp"
#include "standards/standard.hpp"

namespace dramsys {
namespace {

const StandardDescription& standard_of(const JsonObject& file) {
  const std::string text = file.text("standard");
  std::string known;
  for (const StandardDescription& standard : standards()) {
    if (text == standard.name) return standard;
    known += (known.empty() ? "'" : ", '") + std::string(standard.name) + "'";
  }
  file.fail("standard", "expected one of " + known + ", found '" + text + "'");
}

Geometry geometry_of(const JsonObject& object, const StandardDescription& standard) {
  std::vector<std::string_view> known{"channels", standard.rank_key, "banks",   "rows",
                                      "columns",  "device_width",    "devices", "burst_length"};
  if (standard.bank_groups) known.push_back("bank_groups");
  object.allow(known);
  Geometry geometry;
  if (object.has("channels")) geometry.channels = object.power_of_two("channels", most_channels);
  geometry.ranks = object.power_of_two(standard.rank_key, 8);
  geometry.bank_groups = standard.bank_groups ? object.power_of_two("bank_groups", 16) : 1;
  geometry.banks = object.power_of_two("banks", most_banks);
  geometry.rows = object.power_of_two("rows", std::int64_t{1} << 24);
  geometry.columns = object.power_of_two("columns", std::int64_t{1} << 16);
  geometry.device_width = object.power_of_two("device_width", 128);
  geometry.devices = object.power_of_two("devices", 64);
  geometry.burst_length = object.power_of_two("burst_length", 32);
  geometry.data_rate = standard.data_rate;
  return geometry;
}

Timing timing_of(const JsonObject& object, const StandardDescription& standard) {
  std::vector<std::string_view> known;
  for (const TimingParameter& parameter : standard.timing) known.push_back(parameter.name);
  object.allow(known);
  Timing timing;
  for (const TimingParameter& parameter : standard.timing)
    timing.*parameter.place =
        static_cast<std::int32_t>(object.integer(parameter.name, parameter.least, most_cycles));
  return timing;
}

void read_currents(const JsonObject& object, const StandardDescription& standard, Device& device) {
  std::vector<std::string_view> known;
  for (const CurrentParameter& parameter : standard.currents) known.push_back(parameter.name);
  object.allow(known);
  for (const CurrentParameter& parameter : standard.currents)
    (device.*parameter.supply).*parameter.place = object.number(parameter.name, 0);
}

}  // namespace

AddressMapping::Bits mapping_bits(const boost::json::object& json, const std::string& where) {
  const JsonObject object(json, where);
  object.allow({"description", "byte", "column", "row", "bank", "bank_group", "rank",
                "pseudo_channel", "channel", "exclusive_or"});
  AddressMapping::Bits bits;
  bits.byte = object.bit_positions("byte");
  bits.column = object.bit_positions("column");
  bits.row = object.bit_positions("row");
  bits.bank = object.bit_positions("bank");
  if (object.has("bank_group")) bits.bank_group = object.bit_positions("bank_group");
  if (object.has("rank")) bits.rank = object.bit_positions("rank");
  if (object.has("pseudo_channel")) bits.rank = object.bit_positions("pseudo_channel");
  if (object.has("channel")) bits.channel = object.bit_positions("channel");
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
  const boost::json::object json = read_json_file(path);
  return is_memspec(json) ? parse_memspec(json, path) : parse_device(json, path);
}

DeviceFile parse_device(const boost::json::object& json, const std::string& where) {
  const JsonObject file(json, where);
  file.allow({"$schema", "name", "description", "standard", "clock_mhz", "geometry", "timing",
              "currents", "address_mappings", "default_address_mapping"});
  DeviceFile result;
  Device& device = result.device;
  device.name = file.text("name");
  const StandardDescription& standard = standard_of(file);
  device.standard = standard.standard;
  device.clock_mhz = file.number("clock_mhz", 1);
  device.geometry = geometry_of(file.object("geometry"), standard);
  device.timing = timing_of(file.object("timing"), standard);
  if (file.has("currents"))
    read_currents(file.object("currents"), standard, device);
  else
    device.has_currents = false;
  complete(device, where);

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
