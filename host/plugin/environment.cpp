#include "plugin/environment.hpp"

#include <utility>

#include "base/running.hpp"
#include "json/json.hpp"
#include "plugin/error_text.hpp"
#include "plugin/info_text.hpp"
#include "plugin/library.hpp"

namespace archgym::host {
namespace {

constexpr std::size_t k_largest_declaration = std::size_t{64} << 20;

}  // namespace

Result<Environment> Environment::create(const HostServices& services, const Manifest& manifest,
                                        const boost::json::object& config) {
  auto table = load_factory(manifest, AG_ENV_ID, AG_SIZE_UP_TO(ag_env_factory, evaluate));
  if (!table) return tl::unexpected(table.error());
  const auto* factory = static_cast<const ag_env_factory*>(*table);

  const Running running("environment", manifest.name.c_str());
  ErrorText error;
  ag_env* instance = nullptr;
  const std::string resources = manifest.path.parent_path().string();
  const std::string text = compact(config);
  const ag_env_setup setup{sizeof setup, 0, text.c_str(), resources.c_str()};
  const ag_status status = factory->create(&services.table(), &setup, &instance, error.get());
  if (status != AG_OK || !instance) {
    // AG_E_INVALID: the configuration names something that does not exist or does not fit.
    const Fault fault = status == AG_E_INVALID     ? Fault::input
                        : status == AG_E_TRANSIENT ? Fault::machine
                                                   : Fault::failure;
    return tl::unexpected(Error{fault, "environment '" + manifest.name + "' cannot be created: " +
                                           create_failure(error, status)});
  }
  Environment environment(factory, instance);
  if (manifest.episodes && !environment.has_episodes()) {
    return failure("environment '" + manifest.name +
                   "' cannot be created: its manifest declares episodes, but the library does not "
                   "offer the extension " AG_ENV_EPISODE_ID);
  }
  return environment;
}

Environment::Environment(const ag_env_factory* factory, ag_env* instance)
    : factory_(factory), instance_(instance) {
  if (!AG_HAS(ag_env_factory, factory_, get_extension)) return;
  const auto* extension =
      static_cast<const ag_env_interrupt*>(factory_->get_extension(instance_, AG_ENV_INTERRUPT_ID));
  if (AG_HAS(ag_env_interrupt, extension, interrupt)) interrupt_ = extension;
  const auto* episode =
      static_cast<const ag_env_episode*>(factory_->get_extension(instance_, AG_ENV_EPISODE_ID));
  if (AG_HAS(ag_env_episode, episode, step) && episode->reset) episode_ = episode;
  const auto* space =
      static_cast<const ag_env_space*>(factory_->get_extension(instance_, AG_ENV_SPACE_ID));
  if (AG_HAS(ag_env_space, space, declare)) space_ = space;
}

Environment::Environment(Environment&& other) noexcept
    : factory_(other.factory_),
      instance_(std::exchange(other.instance_, nullptr)),
      interrupt_(other.interrupt_),
      episode_(other.episode_),
      space_(other.space_) {}

Environment& Environment::operator=(Environment&& other) noexcept {
  std::swap(factory_, other.factory_);
  std::swap(instance_, other.instance_);
  std::swap(interrupt_, other.interrupt_);
  std::swap(episode_, other.episode_);
  std::swap(space_, other.space_);
  return *this;
}

Result<std::string> Environment::declare_space(ag_ctx& call, const std::string& workload) {
  if (!space_) {
    return failure(
        "the manifest says that the space depends on more than it has, but the library does not "
        "offer the extension " AG_ENV_SPACE_ID);
  }
  ErrorText error;
  InfoText text(k_largest_declaration);
  const ag_space_request request{sizeof(ag_space_request), 0, workload.c_str()};
  const ag_status status = space_->declare(instance_, &call, &request, text.get(), error.get());
  if (status == AG_OK) return text.take();
  const Fault fault = status == AG_E_INVALID ? Fault::input : Fault::failure;
  return tl::unexpected(Error{fault, error.text(status_name(status))});
}

Environment::~Environment() {
  if (instance_) factory_->destroy(instance_);
}

}  // namespace archgym::host
