// What the tests of the DRAM environment share.
#pragma once

#include <archgym/random.hpp>
#include <boost/json.hpp>
#include <string>

#include "device_file.hpp"
#include "policies.hpp"
#include "simulator.hpp"
#include "workload.hpp"

namespace dramsys::test {

// The plugin's source directory, with devices/ and workloads/.
inline std::string resources() {
  return DRAMSYS_RESOURCES;
}

inline DeviceFile device_file(const std::string& name) {
  return read_device_file(resources() + "/devices/" + name + ".json");
}

inline AddressMapping mapping(const DeviceFile& file, const std::string& name) {
  return AddressMapping(name, file.mappings.at(name), file.device.geometry);
}

inline AddressMapping default_mapping(const DeviceFile& file) {
  return mapping(file, file.device.address_mapping);
}

struct Unwatched final : Progress {
  void served(std::uint64_t, std::uint64_t) override {}
};

// Any design the simulator accepts, with all schedulers; Strict only where it cannot get stuck.
Policies random_policies(archgym::Random& random);

// Short traffic of random character: streams, row conflicts, pauses, reads and writes.
Trace random_trace(archgym::Random& random, std::size_t requests);

Measurements run(Simulator& simulator, const Workload& workload, const Policies& policies);

}  // namespace dramsys::test
