#include "plugin/agent.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "plugin/error_text.hpp"
#include "plugin/library.hpp"

namespace archgym::host {
namespace {

// What has more bytes is no table of functions: some plugins answer every id with something.
constexpr std::uint32_t k_largest_table = 4096;

std::int64_t append_to_string(void* ctx, const void* bytes, std::uint64_t size) noexcept {
  try {
    if (size > 0) static_cast<std::string*>(ctx)->append(static_cast<const char*>(bytes), size);
    return static_cast<std::int64_t>(size);
  } catch (...) {
    return AG_E_TRANSIENT;
  }
}

std::int64_t read_from_view(void* ctx, void* bytes, std::uint64_t size) noexcept {
  auto& rest = *static_cast<std::string_view*>(ctx);
  const std::size_t count = std::min<std::size_t>(size, rest.size());
  if (count == 0) return 0;  // neither side need have an address
  std::memcpy(bytes, rest.data(), count);
  rest.remove_prefix(count);
  return static_cast<std::int64_t>(count);
}

}  // namespace

Result<Agent> Agent::create(const HostServices& services, const Manifest& manifest,
                            const ag_problem& problem, std::span<const ag_value> hyperparameters,
                            std::uint64_t seed) {
  auto table = load_factory(manifest, AG_AGENT_ID, AG_SIZE_UP_TO(ag_agent_factory, load));
  if (!table) return tl::unexpected(table.error());
  const auto* factory = static_cast<const ag_agent_factory*>(*table);

  const Running running("agent", manifest.name.c_str());
  ErrorText error;
  ag_agent* instance = nullptr;
  const ag_status status = factory->create(&services.table(), &problem, hyperparameters.data(),
                                           hyperparameters.size(), seed, &instance, error.get());
  if (status != AG_OK || !instance) {
    // AG_E_INVALID, AG_E_UNSUPPORTED: this agent does not take such a problem.
    const bool refused = status == AG_E_INVALID || status == AG_E_UNSUPPORTED;
    return tl::unexpected(
        Error{refused ? Fault::input : Fault::failure,
              "agent '" + manifest.name + "' cannot be created: " + create_failure(error, status)});
  }
  return Agent(factory, instance, manifest.name);
}

Agent::Agent(const ag_agent_factory* factory, ag_agent* instance, std::string name)
    : factory_(factory), instance_(instance), name_(std::move(name)) {
  if (!AG_HAS(ag_agent_factory, factory_, get_extension)) return;
  const Running running("agent", name_.c_str());
  const auto* extension =
      static_cast<const ag_agent_episode*>(factory_->get_extension(instance_, AG_AGENT_EPISODE_ID));
  const bool table =
      AG_HAS(ag_agent_episode, extension, previous) && extension->struct_size <= k_largest_table;
  if (table) episode_ = extension;
}

Agent::Agent(Agent&& other) noexcept
    : factory_(other.factory_),
      instance_(std::exchange(other.instance_, nullptr)),
      episode_(other.episode_),
      name_(std::move(other.name_)) {}

Agent& Agent::operator=(Agent&& other) noexcept {
  std::swap(factory_, other.factory_);
  std::swap(instance_, other.instance_);
  std::swap(episode_, other.episode_);
  std::swap(name_, other.name_);
  return *this;
}

Agent::~Agent() {
  const Running running("agent", name_.c_str());
  if (instance_) factory_->destroy(instance_);
}

tl::unexpected<Error> Agent::error(std::string_view what, ag_status status,
                                   const ErrorText& text) const {
  return failure("agent '" + name_ + "': " + std::string(what) +
                 " failed: " + text.text(status_name(status)));
}

Result<Asked> Agent::ask(ag_ctx& call, std::span<ag_proposal* const> proposals) {
  const Running running("agent", name_.c_str());
  ErrorText text;
  std::uint64_t filled = 0;
  const ag_status status =
      factory_->ask(instance_, &call, proposals.data(), proposals.size(), &filled, text.get());
  if (status != AG_OK && status != AG_AGAIN && status != AG_DONE) return error("ask", status, text);
  if (filled > proposals.size()) {
    return failure("agent '" + name_ + "': ask filled " + std::to_string(filled) +
                   " proposals, but only " + std::to_string(proposals.size()) + " were asked for");
  }
  if (status == AG_OK && filled == 0) {
    return failure("agent '" + name_ +
                   "': ask returned AG_OK without a proposal; expected AG_AGAIN "
                   "or AG_DONE when there is none");
  }
  return Asked{static_cast<std::size_t>(filled), status == AG_DONE};
}

Result<void> Agent::tell(ag_ctx& call, std::span<const ag_trial* const> trials) {
  const Running running("agent", name_.c_str());
  ErrorText text;
  const ag_status status =
      factory_->tell(instance_, &call, trials.data(), trials.size(), text.get());
  if (status != AG_OK) return error("tell", status, text);
  return {};
}

Result<std::optional<std::string>> Agent::save(ag_ctx& call) {
  const Running running("agent", name_.c_str());
  ErrorText text;
  std::string bytes;
  const ag_sink sink{sizeof(ag_sink), 0, &bytes, append_to_string};
  const ag_status status = factory_->save(instance_, &call, &sink, text.get());
  if (status == AG_E_UNSUPPORTED) return std::nullopt;
  if (status != AG_OK) return error("save", status, text);
  return bytes;
}

Result<void> Agent::load(ag_ctx& call, std::string_view state) {
  const Running running("agent", name_.c_str());
  ErrorText text;
  const ag_source source{sizeof(ag_source), 0, &state, read_from_view};
  const ag_status status = factory_->load(instance_, &call, &source, text.get());
  if (status != AG_OK) return error("load", status, text);
  return {};
}

}  // namespace archgym::host
