#include "adapter/persistent/persistent_environment.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapter/adapted_environment.hpp"
#include "adapter/persistent/answer.hpp"
#include "adapter/persistent/conversation.hpp"
#include "adapter/persistent/creation.hpp"
#include "json/json.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

const std::vector<std::string> k_kinds{"metrics", "infeasible", "error", "transient"};
const std::vector<std::string> k_space_kinds{"space", "error"};

class PersistentEnvironment final : public AdaptedEnvironment {
 public:
  PersistentEnvironment(const HostServices& services, const Manifest& manifest,
                        PersistentProgram program, json::object config)
      : space_(*manifest.space),
        metrics_(manifest.metrics),
        creation_{{"method", "create"},
                  {"protocol", k_protocol},
                  {"config", std::move(config)},
                  {"resources", manifest.path.parent_path().string()}},
        conversation_(std::move(program), log_of(services, manifest)) {}

  Result<void> create() {
    return created([this] { begin([] {}); });
  }

  Result<json::value> space(const std::string& workload, const ag_ctx& call) try {
    const auto waiting = [&call] {
      if (call.cancel && call.cancel->load()) throw archgym::Cancelled("it was stopped");
    };
    const json::object answer =
        conversation_.exchange({{"method", "space"}, {"workload", workload}}, waiting);
    const auto kind = kind_of(answer, k_space_kinds);
    if (!kind) return failure("answer to space: " + kind.error().message);
    if (*kind == "error") return bad_input(reason_text(answer.at(*kind)));
    if (*kind == "space") return answer.at(*kind);
    return failure("answer to space: it has neither 'space' nor 'error'");
  } catch (const archgym::Error& error) {
    return failure(error.what());
  }

  void evaluate(const archgym::Request& request, archgym::Result& result,
                archgym::Call& call) override {
    const auto waiting = [&call] { call.poll(); };
    // After an answer that made no sense, and after a time-out.
    if (!conversation_.running()) begin(waiting);
    const json::object answer =
        conversation_.exchange({{"method", "evaluate"},
                                {"parameters", space_.to_json({request.data(), request.size()})},
                                {"workload", request.workload()},
                                {"seed", request.seed()}},
                               waiting);
    result.info(origin());
    const auto kind = kind_of(answer, k_kinds);
    if (!kind) throw archgym::Unreadable("answer to evaluate: " + kind.error().message);
    if (*kind == "infeasible") throw archgym::Infeasible(reason_text(answer.at(*kind)));
    if (*kind == "error") throw archgym::Failed(reason_text(answer.at(*kind)));
    if (*kind == "transient") throw archgym::Transient(reason_text(answer.at(*kind)));
    const json::value* given = answer.if_contains("metrics");
    const auto values = read_metrics(given ? *given : json::value(nullptr), metrics_);
    if (!values) throw archgym::Unreadable("answer to evaluate: " + values.error().message);
    for (std::size_t k = 0; k < values->size(); ++k) result.set(k, (*values)[k]);
  }

 private:
  void begin(const std::function<void()>& waiting) {
    conversation_.start();
    check_created(conversation_.exchange(creation_, waiting));
  }

  std::string origin() const {
    json::object origin{{"program", conversation_.program().path.string()}};
    if (const auto& version = conversation_.program().version; !version.empty()) {
      origin["version"] = version;
    }
    return compact(origin);
  }

  Space space_;
  std::vector<Metric> metrics_;
  json::object creation_;
  Conversation conversation_;
};

Result<std::unique_ptr<PersistentEnvironment>> started(const HostServices& services,
                                                       const Manifest& manifest,
                                                       const json::object& config) {
  auto program = persistent_program(manifest, config);
  if (!program) return tl::unexpected(program.error());
  auto environment =
      std::make_unique<PersistentEnvironment>(services, manifest, std::move(*program), config);
  if (auto created = environment->create(); !created) {
    return within("environment '" + manifest.name + "'", created.error());
  }
  return environment;
}

}  // namespace

Result<Environment> create_persistent_environment(const HostServices& services,
                                                  const Manifest& manifest,
                                                  const json::object& config) {
  auto environment = started(services, manifest, config);
  if (!environment) return tl::unexpected(environment.error());
  return wrap(services, std::move(*environment));
}

Result<json::value> persistent_space(const HostServices& services, const Manifest& manifest,
                                     const json::object& config, const std::string& workload,
                                     const ag_ctx& call) {
  auto environment = started(services, manifest, config);
  if (!environment) return tl::unexpected(environment.error());
  return (*environment)->space(workload, call);
}

}  // namespace archgym::host
