// The backend "dramsys" of the environment: designs are simulated by DRAMSys itself.
#pragma once

#include <archgym/environment.hpp>
#include <boost/json.hpp>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "memory_system.hpp"
#include "policies.hpp"
#include "runner/runner.hpp"

namespace dramsys {

class DramsysBackend {
 public:
  // `settings` is the object "dramsys" of the configuration. Borrows the memory. Throws InputError
  // and RunFailed.
  DramsysBackend(MemorySystem& memory, const boost::json::object& settings);

  // Sets the metrics that DRAMSys reports; the others stay unset. Throws what Runner::run() throws,
  // and what the call's poll() throws.
  void evaluate(std::string_view workload, std::uint32_t percent, const Policies& policies,
                archgym::Result& result, const archgym::Call& call);

  const Runner& runner() const { return runner_; }
  // {"backend": "dramsys", "version": "5.0"}: the record of every result.
  const std::string& record() const { return record_; }

 private:
  struct Prepared {
    std::vector<TraceText> traces;
    double bytes = 0;  // that they move
  };
  const Prepared& prepared(std::string_view workload, std::uint32_t percent);
  Input input() const;

  MemorySystem& memory_;
  bool database_;
  std::uint64_t runs_ = 0;
  double timeout_seconds_;
  Runner runner_;
  std::string record_;
  std::map<std::pair<std::string, std::uint32_t>, Prepared> prepared_;
};

}  // namespace dramsys
