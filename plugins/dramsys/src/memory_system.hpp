// The memory that a configuration names, with the workloads that were used on it.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "address_mapping.hpp"
#include "device.hpp"
#include "simulator.hpp"
#include "trace.hpp"
#include "workload.hpp"

namespace dramsys {

class MemorySystem {
 public:
  // `config` as the manifest's config_schema describes it, all keys optional; `resources` is the
  // directory with devices/ and workloads/. Throws InputError.
  MemorySystem(const boost::json::object& config, std::string resources);

  Simulator& simulator() { return simulator_; }
  const Device& device() const { return simulator_.device(); }
  const AddressMapping& mapping() const { return mapping_; }
  const AddressMapping::Bits& mapping_bits() const { return bits_; }
  double initiator_mhz() const { return initiator_mhz_; }

  // A workload by its id in the manifest, or a trace file by its absolute path. Read and prepared
  // once, kept for later calls. Throws InputError.
  const Workload& workload(std::string_view id);
  // The same as it was before it was prepared; read at every call.
  Trace trace(std::string_view id) const;

 private:
  struct Parts;
  explicit MemorySystem(Parts parts);
  Trace shipped(std::string_view id) const;
  static Parts read(const boost::json::object& config, std::string resources);

  std::string resources_;
  Simulator simulator_;
  AddressMapping::Bits bits_;
  AddressMapping mapping_;
  double initiator_mhz_;
  std::map<std::string, Workload, std::less<>> workloads_;
};

}  // namespace dramsys
