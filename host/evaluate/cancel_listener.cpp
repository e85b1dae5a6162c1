#include "evaluate/cancel_listener.hpp"

#include <unistd.h>

#include <csignal>
#include <thread>

namespace archgym::host {

void CancelListener::listen(int socket) {
  // Signals are for the main thread, where the plugin expects them.
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread([this, socket] {
    std::uint64_t call = 0;
    while (::read(socket, &call, sizeof(call)) == sizeof(call)) cancel(call);
  }).detach();
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void CancelListener::begin(std::uint64_t call) {
  const std::scoped_lock lock(mutex_);
  running_ = call;
  flag_ = false;
}

void CancelListener::end() {
  const std::scoped_lock lock(mutex_);
  running_ = 0;
}

void CancelListener::cancel(std::uint64_t call) {
  const std::scoped_lock lock(mutex_);
  if (call != running_) return;
  flag_ = true;
  interrupt_();
}

}  // namespace archgym::host
