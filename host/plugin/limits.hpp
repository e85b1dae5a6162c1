// What one evaluation, and the worker process that it runs in, may use.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.hpp"

namespace archgym::host {

// A limit that is not set does not apply. Manifests declare them (`isolation`), users override
// them.
struct Limits {
  std::optional<double> timeout_seconds;          // wall time of one evaluation
  std::optional<double> cpu_seconds;              // CPU time of one evaluation
  std::optional<std::uint64_t> memory_mebibytes;  // resident, of a worker and its children
  std::optional<std::uint64_t> open_files;        // descriptors of a worker
  std::optional<std::uint64_t> recycle_after;     // evaluations per worker process
  std::optional<double> start_seconds;     // wall time to load the plugin and make an instance
  std::optional<double> patience_seconds;  // how long nothing may come through before a run ends
};

// What applies when it is not set. The start has the time of an evaluation, but at least 30 s; 600
// s when evaluations have no limit. A machine that can do nothing is waited for for 60 s.
double start_seconds(const Limits& limits);
double patience_seconds(const Limits& limits);

// From members of a checked JSON object with these names; other members are ignored.
Limits limits_from_json(const boost::json::object& object);
boost::json::object to_json(const Limits& limits);

// "timeout_seconds=5,memory_mebibytes=512". The error names the nearest limit.
Result<Limits> parse_limits(std::string_view text);

// `first`, and where it has no limit that of `second`.
Limits combined(const Limits& first, const Limits& second);

}  // namespace archgym::host
