#include "run/failure_log.hpp"

#include <archgym/host.h>

#include <fstream>
#include <system_error>

#include "json/json.hpp"
#include "json/schemas.hpp"

namespace archgym::host {
namespace json = boost::json;
namespace {

constexpr std::size_t k_most_files = 100;

json::object replay_of(const Plan& plan, std::uint64_t trial, std::span<const ag_value> point,
                       const Outcome& outcome) {
  json::object replay{{"plugin", plan.environment.path.string()},
                      {"config", plan.plugin_config},
                      {"seed", plan.config.seed},
                      {"parameters", plan.space->to_json(point)},
                      {"trial", trial},
                      {"status", to_text(outcome.status)},
                      {"reason", outcome.reason}};
  // A workload of the user is a file with an absolute path.
  if (!plan.config.workload_file.empty()) {
    replay["workload_file"] = plan.workload;
  } else if (!plan.workload.empty()) {
    replay["workload"] = plan.workload;
  }
  return replay;
}

}  // namespace

void FailureLog::failed(std::uint64_t trial, std::span<const ag_value> point,
                        const Outcome& outcome) {
  if (broken_ || written_ >= k_most_files) return;
  std::error_code error;
  std::filesystem::create_directories(directory_, error);
  const auto path = directory_ / ("trial-" + std::to_string(trial) + ".json");
  std::ofstream file(path);
  file << pretty(replay_of(plan_, trial, point, outcome)) << '\n';
  file.close();
  if (file) {
    if (written_++ == 0) first_file_ = path;
    return;
  }
  broken_ = true;
  services_.log(AG_LOG_WARN, "replay", "cannot write " + path.string());
}

Result<Replay> read_replay(const std::filesystem::path& file) {
  auto document = read_file(file);
  if (!document) return tl::unexpected(document.error());
  if (auto valid = replay_schema().validate(*document, file.string()); !valid) {
    return tl::unexpected(valid.error());
  }
  const json::object& object = document->as_object();
  auto word = [&object](const char* key) {
    const auto* value = object.if_contains(key);
    return value ? std::string(value->as_string()) : std::string();
  };
  return Replay{word("plugin"),
                object.at("config").as_object(),
                word("workload"),
                word("workload_file"),
                object.at("seed").to_number<std::uint64_t>(),
                object.at("parameters").as_object()};
}

}  // namespace archgym::host
