#include "adapter/create.hpp"

#include "adapter/ffi/ffi_environment.hpp"
#include "adapter/ffi/foreign_library.hpp"
#include "adapter/persistent/persistent_agent.hpp"
#include "adapter/persistent/persistent_environment.hpp"
#include "adapter/process/process_environment.hpp"
#include "adapter/program.hpp"
#include "json/member.hpp"

namespace archgym::host {

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
