// A memory as DRAMSys describes it.
#pragma once

#include <boost/json.hpp>

#include "address_mapping.hpp"
#include "device.hpp"
#include "runner/version.hpp"

namespace dramsys {

// The objects "memspec" and "addressmapping" in the layout of a version. Throw InputError for what
// it cannot express.
boost::json::object memspec(const Device& device, Version version);
boost::json::object address_mapping(const AddressMapping::Bits& bits, Version version);

// A clock of DRAMSys, which counts whole MHz; `what` names it in the error.
std::int64_t whole_mhz(double mhz, const char* what);

}  // namespace dramsys
