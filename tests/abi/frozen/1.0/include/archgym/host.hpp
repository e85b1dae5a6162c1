/*
 * archgym/host.hpp - the host's services in C++: the log, and what belongs to one call.
 */
#ifndef ARCHGYM_HOST_HPP
#define ARCHGYM_HOST_HPP

#include "cpp.hpp"
#include "error.hpp"
#include "host.h"

#include <cstdint>
#include <string>

namespace archgym {

enum class Level : std::int32_t {
  trace = AG_LOG_TRACE,
  debug = AG_LOG_DEBUG,
  info = AG_LOG_INFO,
  warn = AG_LOG_WARN,
  error = AG_LOG_ERROR
};

/* The host as an instance sees it. Copy it freely; it is valid as long as the instance. All
 * functions are [any-thread]. */
class Host {
 public:
  explicit Host(const ag_host* host) : host_(host) {}

  /* A line for people. Plugins never print. `component` names the part that speaks. */
  void log(Level level, const char* component, const std::string& text) const {
    if (AG_HAS(ag_host, host_, log)) {
      host_->log(host_, static_cast<std::int32_t>(level), component, text.c_str());
    }
  }

  /* An optional capability of the host by versioned id, or nullptr. */
  const void* extension(const char* id) const {
    return AG_HAS(ag_host, host_, get_extension) ? host_->get_extension(host_, id) : nullptr;
  }

  const ag_host* table() const { return host_; }

 private:
  const ag_host* host_;
};

/* One call of the host in progress; dies with it. Threads that the call starts may use it until it
 * returns. */
class Call {
 public:
  Call(const ag_host* host, ag_ctx* context) : host_(host), context_(context) {}

  /* Report progress and notice cancellation; call it at least every 100 ms of work. `fraction` is
   * in [0,1], or negative when unknown; `note` may be nullptr. Throws Cancelled when the host wants
   * the call to stop: release what the call holds and let it pass. */
  void poll(double fraction = -1.0, const char* note = nullptr) const {
    if (AG_HAS(ag_host, host_, poll) && host_->poll(host_, context_, fraction, note) != AG_OK) {
      throw Cancelled("cancelled by the host");
    }
  }

  /* Absolute path of an empty directory private to this call; never chdir() into it. Throws
   * Transient when it cannot be made. */
  const char* scratch_dir() const {
    const char* path =
        AG_HAS(ag_host, host_, scratch_dir) ? host_->scratch_dir(host_, context_) : nullptr;
    if (path == nullptr) throw Transient("the host has no scratch directory for this call");
    return path;
  }

  /* How many threads this call may use, at least 1. */
  std::uint32_t threads() const {
    const std::uint32_t budget =
        AG_HAS(ag_host, host_, thread_budget) ? host_->thread_budget(host_, context_) : 1;
    return budget == 0 ? 1 : budget;
  }

  Host host() const { return Host(host_); }

  /* For a call of the C ABI that wants it. */
  ag_ctx* context() const { return context_; }

 private:
  const ag_host* host_;
  ag_ctx* context_;
};

}  // namespace archgym

#endif
