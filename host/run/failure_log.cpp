#include "run/failure_log.hpp"

#include <archgym/host.h>

#include <ostream>

#include "base/files.hpp"
#include "base/text.hpp"
#include "json/json.hpp"
#include "json/member.hpp"
#include "json/schemas.hpp"

namespace archgym::host {
namespace json = boost::json;
namespace {

constexpr std::size_t k_most_files = 100;

json::array designs_to_json(const Space& space, std::span<const ag_value> values) {
  json::array designs;
  for (; !values.empty(); values = values.subspan(space.size())) {
    designs.push_back(space.to_json(values.first(space.size())));
  }
  return designs;
}

json::object replay_of(const Plan& plan, const json::object& sums, std::uint64_t trial,
                       Batch& batch, std::size_t row) {
  const Outcome& outcome = batch.outcome(row);
  json::object replay{{"plugin", plan.environment.path.string()},
                      {"config", plan.plugin_config},
                      {"seed", plan.config.seed},
                      {"parameters", plan.space->to_json(batch.point(row))},
                      {"objectives", json::value_from(plan.config.objectives)},
                      {"constraints", json::value_from(plan.config.constraints)},
                      {"files_sha256", sums},
                      {"trial", trial},
                      {"status", to_text(outcome.status)},
                      {"reason", outcome.reason}};
  if (const auto& step = batch.step(row)) {
    replay["earlier"] = designs_to_json(*plan.space, step->earlier);
  }
  // A workload of the user is a file with an absolute path.
  if (!plan.config.workload_file.empty()) {
    replay["workload_file"] = plan.workload;
  } else if (!plan.workload.empty()) {
    replay["workload"] = plan.workload;
  }
  return replay;
}

}  // namespace

void FailureLog::failed(std::uint64_t trial, Batch& batch, std::size_t row) {
  if (broken_ || written_ >= k_most_files) return;
  const auto path = directory_ / ("trial-" + std::to_string(trial) + ".json");
  Result<void> written = make_own_directory(directory_);
  if (written) {
    written = replace_file(path, [&](std::ostream& out) -> Result<void> {
      out << valid_text(pretty(replay_of(plan_, sums_, trial, batch, row))) << '\n';
      return {};
    });
  }
  if (written) {
    if (written_++ == 0) first_file_ = path;
    return;
  }
  broken_ = true;
  services_.log(AG_LOG_WARN, "replay", written.error().message);
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
  std::optional<json::array> earlier;
  if (const auto* designs = object.if_contains("earlier")) earlier = designs->as_array();
  return Replay{word("plugin"),
                object.at("config").as_object(),
                word("workload"),
                word("workload_file"),
                object.at("seed").to_number<std::uint64_t>(),
                object.at("parameters").as_object(),
                texts_at(object, "objectives"),
                texts_at(object, "constraints"),
                object_at(object, "files_sha256"),
                std::move(earlier)};
}

}  // namespace archgym::host
