// The host's side of ag_host: what a plugin can ask for while it runs.
#pragma once

#include <archgym/host.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "plugin/log_valve.hpp"

// One plugin call in flight. Progress and scratch space belong to the call; cancellation is shared
// by all calls of a run.
struct ag_ctx {
  const std::atomic<bool>* cancel = nullptr;  // borrowed; nullptr: never cancelled
  double deadline = 0;  // on the monotonic clock, poll() cancels when it has passed; 0: none
  std::uint32_t threads = 1;
  std::filesystem::path scratch_root;  // where scratch_dir() makes its directory; empty: none
  std::string scratch;                 // the directory, once a plugin asked for it

  ag_ctx() = default;
  ag_ctx(const ag_ctx&) = delete;
  ag_ctx& operator=(const ag_ctx&) = delete;
  ~ag_ctx() { remove_scratch(); }

  bool past_deadline() const;

  // Delete the scratch directory; the next scratch_dir() makes another.
  void remove_scratch();
};

namespace archgym::host {

struct Manifest;

// Receives what plugins log. Called from any thread, at any time.
using LogSink =
    std::function<void(int level, std::string_view component, std::string_view message)>;

// The table lent to plugins; it must outlive every instance created with it.
class HostServices {
 public:
  explicit HostServices(LogSink log);
  ~HostServices();
  HostServices(const HostServices&) = delete;
  HostServices& operator=(const HostServices&) = delete;

  const ag_host& table() const { return table_; }
  // As valid_text().
  void log(int level, std::string_view component, std::string_view message) const;
  // The same for a line of a plugin, which is cut when it is long, or dropped when there are many.
  void log_of_plugin(int level, const char* component, const char* message) const;

  // The manifest of the agent that users call `name`, read when it is first asked for: an agent
  // that runs others makes them again whenever it loads a checkpoint. Valid as long as this.
  Result<const Manifest*> agent(std::string_view name) const;

 private:
  LogSink log_;
  mutable LogValve valve_;
  mutable std::mutex agents_mutex_;
  mutable std::map<std::string, std::unique_ptr<const Manifest>, std::less<>> agents_;
  ag_host table_;
};

}  // namespace archgym::host
