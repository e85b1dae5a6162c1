// Device descriptions and address mappings from JSON files (schemas/dramsys-device.schema.json).
#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>

#include "address_mapping.hpp"
#include "device.hpp"

namespace dramsys {

struct DeviceFile {
  Device device;
  std::map<std::string, AddressMapping::Bits> mappings;  // by name; at least one
};

// Throws InputError that names the file and the key.
DeviceFile read_device_file(const std::string& path);

// The same from JSON; `where` stands for the file in messages.
DeviceFile parse_device(const boost::json::object& json, const std::string& where);

// A mapping object {"byte": [...], "column": [...], ...}; `where` stands in front of messages.
AddressMapping::Bits mapping_bits(const boost::json::object& object, const std::string& where);

}  // namespace dramsys
