// What is evaluated: the same for evaluation in this process and in a worker.
#pragma once

#include <atomic>
#include <boost/json.hpp>
#include <cstdint>
#include <filesystem>
#include <string>

#include "plugin/host_services.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

class ScratchRoot;

struct EvaluationSetup {
  const HostServices* services = nullptr;     // borrowed
  const Manifest* manifest = nullptr;         // borrowed
  boost::json::object config;                 // complete
  std::string workload;                       // id, absolute path of the user's file, or ""
  std::uint64_t seed = 0;                     // of every evaluation: common random numbers
  Limits limits;                              // complete: the user's over the manifest's
  const std::atomic<bool>* cancel = nullptr;  // borrowed; may be nullptr
  ScratchRoot* scratch = nullptr;      // borrowed; nullptr: evaluations have no scratch space
  std::filesystem::path scratch_root;  // where an instance in this process has its own
  bool watched = false;                // the host watches the time-out of calls
  bool keep_scratch = false;           // leave those of failed evaluations there

  bool has_workload_file() const { return workload.starts_with('/'); }
};

}  // namespace archgym::host
