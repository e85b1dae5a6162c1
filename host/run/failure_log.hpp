// Failed evaluations of a run as files that repeat them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "evaluate/batch.hpp"
#include "run/plan.hpp"

namespace archgym::host {

// Writes <directory>/trial-<id>.json (schemas/replay.schema.json) for the first hundred failed
// evaluations; `archgym-host eval --replay FILE` evaluates the design again. A file that cannot be
// written is reported once, and costs no more than itself.
class FailureLog {
 public:
  // `sums`: of the files that the results depend on, see Identity::sums().
  FailureLog(const Plan& plan, boost::json::object sums, const HostServices& services,
             std::filesystem::path directory)
      : plan_(plan),
        sums_(std::move(sums)),
        services_(services),
        directory_(std::move(directory)) {}

  void failed(std::uint64_t trial, Batch& batch, std::size_t row);

  // The first file that was written; "" when there is none.
  const std::filesystem::path& first_file() const { return first_file_; }

 private:
  const Plan& plan_;
  boost::json::object sums_;
  const HostServices& services_;
  std::filesystem::path directory_;
  std::filesystem::path first_file_;
  std::size_t written_ = 0;
  bool broken_ = false;
};

// What a replay file says.
struct Replay {
  std::string plugin;
  boost::json::object config;
  std::string workload, workload_file;
  std::uint64_t seed = 1;
  boost::json::object parameters;
  std::vector<std::string> objectives, constraints;
  boost::json::object sums;                   // by path, see Identity::sums()
  std::optional<boost::json::array> earlier;  // designs of the steps before, of a step
};
Result<Replay> read_replay(const std::filesystem::path& file);

}  // namespace archgym::host
