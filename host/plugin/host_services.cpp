#include "plugin/host_services.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "plugin/agent_loader.hpp"
#include "plugin/discovery.hpp"

bool ag_ctx::past_deadline() const {
  return deadline > 0 && archgym::host::monotonic_seconds() > deadline;
}

void ag_ctx::remove_scratch() {
  if (scratch.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(scratch, ignored);
  scratch.clear();
}

namespace archgym::host {
namespace {

constexpr std::size_t k_longest_line = 16 << 10;
constexpr std::size_t k_longest_component = 256;

void log_from_plugin(const ag_host* host, std::int32_t level, const char* component,
                     const char* text) noexcept try {
  if (!host || !text) return;
  const auto& services = *static_cast<const HostServices*>(host->ctx);
  services.log_of_plugin(level, component ? component : "plugin", text);
} catch (...) {  // no memory: the line is lost
}

ag_status poll(const ag_host*, ag_ctx* call, double, const char*) noexcept {
  if (!call) return AG_E_INVALID;
  if (call->cancel && call->cancel->load(std::memory_order_relaxed)) return AG_CANCELLED;
  return call->past_deadline() ? AG_CANCELLED : AG_OK;
}

const char* scratch_dir(const ag_host*, ag_ctx* call) noexcept {
  if (!call || call->scratch_root.empty()) return nullptr;
  if (!call->scratch.empty()) return call->scratch.c_str();
  try {
    const std::string pattern = (call->scratch_root / "archgym-XXXXXX").string();
    std::string made = pattern;
    if (!::mkdtemp(made.data())) {
      // A cleaner of temporary files may have removed what it is in.
      made = pattern;
      if (::mkdir(call->scratch_root.c_str(), 0700) != 0 || !::mkdtemp(made.data())) return nullptr;
    }
    call->scratch = std::move(made);
    return call->scratch.c_str();
  } catch (...) {
    return nullptr;
  }
}

std::uint32_t thread_budget(const ag_host*, ag_ctx* call) noexcept {
  return call && call->threads > 0 ? call->threads : 1;
}

const void* get_extension(const ag_host*, const char* id) noexcept {
  if (id && std::strcmp(id, AG_HOST_AGENTS_ID) == 0) return &agent_loader();
  return nullptr;
}

}  // namespace

HostServices::HostServices(LogSink log) : log_(std::move(log)), table_{} {
  table_.struct_size = sizeof(table_);
  table_.abi_minor = AG_ABI_MINOR;
  table_.ctx = this;
  table_.name = "archgym-host";
  table_.version = k_version;
  table_.log = log_from_plugin;
  table_.poll = poll;
  table_.scratch_dir = scratch_dir;
  table_.thread_budget = thread_budget;
  table_.get_extension = get_extension;
}

HostServices::~HostServices() = default;

Result<const Manifest*> HostServices::agent(std::string_view name) const {
  const std::lock_guard lock(agents_mutex_);
  if (const auto known = agents_.find(name); known != agents_.end()) return known->second.get();
  auto manifest = find_plugin(name, PluginKind::agent, plugin_directories());
  if (!manifest) return tl::unexpected(manifest.error());
  auto kept = std::make_unique<const Manifest>(std::move(*manifest));
  return agents_.emplace(std::string(name), std::move(kept)).first->second.get();
}

void HostServices::log_of_plugin(int level, const char* component, const char* message) const {
  const auto [pass, dropped] = valve_.admit(level);
  if (dropped > 0) log(level, "log", std::to_string(dropped) + " lines were dropped");
  if (!pass) return;
  const std::string_view text(message, ::strnlen(message, k_longest_line + 1));
  const std::string_view name(component, ::strnlen(component, k_longest_component));
  log(level, name, text.substr(0, k_longest_line));
  if (text.size() > k_longest_line) log(level, "log", "the rest of a long line was dropped");
}

void HostServices::log(int level, std::string_view component, std::string_view message) const {
  try {
    if (log_) log_(level, valid_text(component), valid_text(message));
  } catch (...) {  // a log line is never worth a crash of the plugin's call
  }
}

}  // namespace archgym::host
