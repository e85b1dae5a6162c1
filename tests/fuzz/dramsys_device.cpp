// Device files of the DRAM environment, and address mappings alone.
#include <boost/json.hpp>

#include "device_file.hpp"
#include "error.hpp"
#include "fuzz.hpp"

using namespace dramsys;
using archgym::fuzz::expect;

namespace {

void check(const AddressMapping& mapping) {
  for (std::uint64_t address = 1; address < mapping.capacity(); address *= 2) {
    const std::uint64_t first = mapping.encode(mapping.decode(address));
    expect(first <= address, "a column begins at or before each of its bytes");
    expect(mapping.encode(mapping.decode(first)) == first, "encode is the inverse of decode");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boost::json::error_code error;
  const auto json = boost::json::parse(archgym::fuzz::text_of(data, size), error);
  if (error || !json.is_object()) return 0;
  try {
    const DeviceFile file = parse_device(json.as_object(), "device.json");
    for (const auto& [name, bits] : file.mappings) {
      check(AddressMapping(name, bits, file.device.geometry));
    }
    expect(file.mappings.contains(file.device.address_mapping), "the default mapping exists");
  } catch (const InputError&) {
    static const DeviceFile known = read_device_file(DRAMSYS_DEVICE);
    try {
      check(AddressMapping("mapping", mapping_bits(json.as_object(), "mapping"),
                           known.device.geometry));
    } catch (const InputError&) {
      return 0;
    }
  }
  return 0;
}
