// The memory that a configuration names, with the workloads that were used on it.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>

#include "address_mapping.hpp"
#include "device.hpp"
#include "simulator.hpp"
#include "trace.hpp"
#include "trace_setup.hpp"
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

  // The initiators of a workload: a workload by its id in the manifest, or a file by its absolute
  // path, of a trace or of several (trace_setup.hpp). Throws InputError.
  const TraceSetup& initiators(std::string_view id);

  // What its initiators send in a run: the first `percent` of the entries of each, at least one.
  // Read and prepared once and kept for later calls, except files of more than a million entries:
  // they are read again by each run, in constant memory. The sources are for one run and must not
  // outlive this. Throws InputError.
  RequestSources requests(std::string_view id, std::uint32_t percent = 100);
  // How many bursts that are.
  std::uint64_t bursts(std::string_view id, std::uint32_t percent = 100);

  // The same of one initiator, all of it in memory.
  const Workload& workload(const TracePlayer& player, std::uint32_t percent = 100);
  // A workload of one initiator at the configuration's clock.
  const Workload& workload(std::string_view id, std::uint32_t percent = 100) {
    return workload(TracePlayer{std::string(id), initiator_mhz_}, percent);
  }
  // A trace before it was prepared, by its id or absolute path; read at every call.
  Trace trace(std::string_view id, std::uint32_t percent = 100) const;

 private:
  struct Parts;
  explicit MemorySystem(Parts parts);
  Trace shipped(std::string_view id) const;
  TraceSetup read_setup(std::string_view id) const;
  std::unique_ptr<RequestSource> source(const TracePlayer& player, std::uint32_t percent);
  void open(const TracePlayer& player, std::uint32_t percent);
  static Parts read(const boost::json::object& config, std::string resources);

  std::string resources_;
  Simulator simulator_;
  AddressMapping::Bits bits_;
  AddressMapping mapping_;
  double initiator_mhz_;
  std::map<std::string, TraceSetup> setups_;
  std::map<std::tuple<std::string, double, std::uint32_t>, Workload> workloads_;
  std::map<std::string, std::uint64_t> long_files_;  // entries of traces that are not kept
};

}  // namespace dramsys
