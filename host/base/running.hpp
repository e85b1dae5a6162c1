// Whose code the host runs in its own process right now, so that a crash can be laid at a door.
#pragma once

namespace archgym::host {

// While an object of this class lives, this thread runs code of a plugin. The texts must live as
// long; the inner one of two counts. A process that the plugin forks and lets return ends with the
// object, where it would go on as a second host (see end_forked_hosts()).
class Running {
 public:
  struct Plugin {
    const char* kind = nullptr;  // "agent", "environment"; nullptr: the host itself runs
    const char* name = nullptr;
  };

  Running(const char* kind, const char* name) noexcept;
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running();

  // Of this thread. May be called in a signal handler.
  static Plugin now() noexcept;

 private:
  Plugin before_;
  int forks_;
};

// Count forks from now on. To be called once, before plugins run.
void end_forked_hosts();

}  // namespace archgym::host
