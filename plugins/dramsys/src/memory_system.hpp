// The memory that a configuration names, with the workloads that were used on it.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

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

  // What a run on a workload sends: a workload by its id in the manifest, or a trace file by its
  // absolute path; the first `percent` of its entries, at least one. Read and prepared once and
  // kept for later calls, except files of more than a million entries: they are read again by each
  // run, in constant memory. The source is for one run and must not outlive this. Throws
  // InputError.
  std::unique_ptr<RequestSource> requests(std::string_view id, std::uint32_t percent = 100);
  // How many bursts that are.
  std::uint64_t bursts(std::string_view id, std::uint32_t percent = 100);

  // The same, all of it in memory.
  const Workload& workload(std::string_view id, std::uint32_t percent = 100);
  // The same as it was before it was prepared; read at every call.
  Trace trace(std::string_view id, std::uint32_t percent = 100) const;

 private:
  struct Parts;
  explicit MemorySystem(Parts parts);
  Trace shipped(std::string_view id) const;
  void open(const std::string& path, std::uint32_t percent);
  static Parts read(const boost::json::object& config, std::string resources);

  std::string resources_;
  Simulator simulator_;
  AddressMapping::Bits bits_;
  AddressMapping mapping_;
  double initiator_mhz_;
  std::map<std::pair<std::string, std::uint32_t>, Workload> workloads_;
  std::map<std::string, std::uint64_t> long_files_;  // entries of traces that are not kept
};

}  // namespace dramsys
