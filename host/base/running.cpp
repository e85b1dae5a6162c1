#include "base/running.hpp"

namespace archgym::host {
namespace {

constinit thread_local Running::Plugin running;

}  // namespace

Running::Running(const char* kind, const char* name) noexcept : before_(running) {
  running = {kind, name};
}

Running::~Running() {
  running = before_;
}

Running::Plugin Running::now() noexcept {
  return running;
}

}  // namespace archgym::host
