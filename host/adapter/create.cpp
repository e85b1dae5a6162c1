#include "adapter/create.hpp"

#include "adapter/ffi/ffi_environment.hpp"
#include "adapter/ffi/foreign_library.hpp"
#include "adapter/persistent/persistent_agent.hpp"
#include "adapter/persistent/persistent_environment.hpp"
#include "adapter/process/process_environment.hpp"
#include "adapter/process/space_program.hpp"
#include "adapter/program.hpp"
#include "json/json.hpp"
#include "json/member.hpp"
#include "plugin/declared_space.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

Result<json::value> answered_space(const HostServices& services, const Manifest& manifest,
                                   const json::object& config, const std::string& workload,
                                   ag_ctx& call) {
  if (manifest.adapter == Adapter::process) return printed_space(manifest, config, workload, call);
  if (manifest.adapter == Adapter::persistent) {
    return persistent_space(services, manifest, config, workload, call);
  }
  auto environment = Environment::create(services, manifest, config);
  if (!environment) return tl::unexpected(environment.error());
  auto text = environment->declare_space(call, workload);
  if (!text) return tl::unexpected(text.error());
  return parse(*text, "answer");
}

}  // namespace

Result<Environment> create_environment(const HostServices& services, const Manifest& manifest,
                                       const boost::json::object& config) {
  switch (manifest.adapter) {
    case Adapter::process:
      return create_process_environment(services, manifest, config);
    case Adapter::persistent:
      return create_persistent_environment(services, manifest, config);
    case Adapter::ffi:
      return create_ffi_environment(services, manifest, config);
    case Adapter::none:
      break;
  }
  return Environment::create(services, manifest, config);
}

Result<json::object> ask_for_space(const HostServices& services, const Manifest& manifest,
                                   const json::object& config, const std::string& workload,
                                   ag_ctx& call) {
  const std::string where = "environment '" + manifest.name + "': the space" +
                            (workload.empty() ? std::string() : " of workload '" + workload + "'");
  // So that the constants of the workload are known.
  Manifest asked = manifest;
  if (auto settled = settle_space(asked, config, workload); !settled) {
    return tl::unexpected(settled.error());
  }
  auto answer = answered_space(services, asked, config, workload, call);
  if (!answer) return within(where, answer.error());
  return check_declaration(*answer, where);
}

Result<Agent> create_agent(const HostServices& services, const Manifest& manifest,
                           const ag_problem& problem, std::span<const ag_value> hyperparameters,
                           std::uint64_t seed) {
  if (manifest.adapter == Adapter::persistent) {
    return create_persistent_agent(services, manifest, problem, hyperparameters, seed);
  }
  return Agent::create(services, manifest, problem, hyperparameters, seed);
}

Result<std::filesystem::path> code_of(const Manifest& manifest, const boost::json::object& config) {
  if (manifest.adapter == Adapter::none) return manifest.library;
  if (manifest.adapter == Adapter::ffi) return ffi::find_library(manifest, config);
  return find_program(manifest, object_at(manifest.descriptor, "program"), config);
}

}  // namespace archgym::host
