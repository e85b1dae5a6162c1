#include "base/running.hpp"

#include <pthread.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

namespace archgym::host {
namespace {

constinit thread_local Running::Plugin running;

// How many forks lie between the first process and this one.
int forks = 0;

void say(const char* text) {
  (void)!::write(STDERR_FILENO, text, std::strlen(text));
}

}  // namespace

void end_forked_hosts() {
  ::pthread_atfork(nullptr, nullptr, [] { ++forks; });
}

Running::Running(const char* kind, const char* name) noexcept : before_(running), forks_(forks) {
  running = {kind, name};
}

Running::~Running() {
  if (forks != forks_) {
    say("archgym-host: ");
    say(running.kind);
    say(" '");
    say(running.name);
    say("' forked a process and let it return to the host, which ends that process\n");
    ::_exit(EXIT_FAILURE);
  }
  running = before_;
}

Running::Plugin Running::now() noexcept {
  return running;
}

}  // namespace archgym::host
