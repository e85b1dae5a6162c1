// What the tests of the DRAM environment share.
#pragma once

#include <archgym/random.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
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

// A directory that goes away with the test.
class Directory {
 public:
  Directory() {
    std::string name = (std::filesystem::temp_directory_path() / "dramsys-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    path_ = name;
  }
  ~Directory() { std::filesystem::remove_all(path_); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

struct Unwatched final : Progress {
  void done(double) override {}
};

// Any design the simulator accepts, with all schedulers; Strict only where it cannot get stuck.
Policies random_policies(archgym::Random& random);

// The same for a memory that can refresh single banks; the policy is used where it may be.
Policies random_policies(archgym::Random& random, const Device& device);

// The memory with several channels, a power of two, that the address bits from `bit` select.
DeviceFile with_channels(DeviceFile file, std::uint32_t channels, std::uint32_t bit);

// Short traffic of random character: streams, row conflicts, pauses, reads and writes.
Trace random_trace(archgym::Random& random, std::size_t requests);

// One initiator, and one for each workload; they must outlive it.
RequestSources sources_of(const Workload& workload);
RequestSources sources_of(const std::vector<Workload>& workloads);

Measurements run(Simulator& simulator, const Workload& workload, const Policies& policies);

}  // namespace dramsys::test
