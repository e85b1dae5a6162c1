#include "cli/process_setup.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "cli/exit_codes.hpp"

namespace archgym::host {
namespace {

bool guarded = false;
pid_t host = 0;
std::function<void()> last_act;

void on_exit_of_plugin() {
  if (!std::exchange(guarded, false)) return;
  if (::getpid() != host) return;  // it forked, and what the child does is not the host's
  try {
    if (last_act) last_act();
  } catch (...) {  // there is nobody to catch it
  }
  constexpr std::string_view k_message =
      "archgym-host: a plugin in this process, the agent perhaps, has called exit(); what was "
      "evaluated until then is kept\n";
  (void)!::write(STDERR_FILENO, k_message.data(), k_message.size());
  ::_exit(k_exit_failure);
}

}  // namespace

void open_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // The lowest free descriptor is the one that is missing.
    if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF) (void)::open("/dev/null", O_RDWR);
  }
}

void ignore_signals_of_writing() {
  for (const int number : {SIGPIPE, SIGXFSZ}) (void)std::signal(number, SIG_IGN);
  (void)std::signal(SIGCHLD, SIG_DFL);
}

void guard_exit() {
  host = ::getpid();
  guarded = std::atexit(on_exit_of_plugin) == 0 && std::at_quick_exit(on_exit_of_plugin) == 0;
}

void allow_exit() {
  guarded = false;
}

LastAct::LastAct(std::function<void()> act) {
  last_act = std::move(act);
}

LastAct::~LastAct() {
  last_act = nullptr;
}

}  // namespace archgym::host
