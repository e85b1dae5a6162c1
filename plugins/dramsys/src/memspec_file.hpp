// Memories and address mappings from the JSON files of DRAMSys, v5.0 and v5.1, as they are.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "device_file.hpp"

namespace dramsys {

// {"memspec": {...}}, or {"addressmapping": {...}}.
bool is_memspec(const boost::json::object& json);
bool is_dramsys_mapping(const boost::json::object& json);

// A memory description. It has no mapping of its own: the result has one, named
// "row-bank-column", with the column bits of a row below those of bank group, bank and rank, the
// channel's below the row's. Without a power section, energy is unknown. Keys that the model does
// not need are ignored, as DRAMSys ignores them. Throws InputError.
DeviceFile parse_memspec(const boost::json::object& json, const std::string& where);

// An address mapping. Throws InputError.
AddressMapping::Bits parse_dramsys_mapping(const boost::json::object& json,
                                           const std::string& where);

}  // namespace dramsys
