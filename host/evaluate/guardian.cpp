#include "evaluate/guardian.hpp"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "evaluate/descriptor.hpp"
#include "evaluate/process_tree.hpp"

namespace archgym::host {
namespace {

constexpr int k_look_milliseconds = 10;
constexpr int k_kill_rounds = 1000;
constexpr useconds_t k_round_microseconds = 1000;

// glibc 2.36 declares its pidfd_open() without C linkage.
int open_process(pid_t process) {
  return static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
}

// Without waiting for it, so that its number stays its own.
bool has_ended(pid_t process) {
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == process;
}

// False when the worker ended by itself.
bool wait_for_either(pid_t worker, int lifeline) {
  const Descriptor process(open_process(worker));
  // Where there is no such call (Linux before 5.3, a strict sandbox), it looks again and again.
  const int look = process.get() < 0 ? k_look_milliseconds : -1;
  pollfd watched[] = {{lifeline, POLLIN, 0}, {process.get(), POLLIN, 0}};
  for (;;) {
    const int ready = ::poll(watched, 2, look);
    if (ready > 0) return watched[0].revents != 0;
    if (ready == 0 && has_ended(worker)) return false;
  }
}

// Kill and reap until no child is left: children of the killed become ours and are next.
void end_everything(pid_t worker, int& wait_status) {
  for (int round = 0; round < k_kill_rounds; ++round) {
    ::kill(-worker, SIGKILL);
    for (const pid_t child : children_of(::getpid())) ::kill(child, SIGKILL);
    while (true) {
      int status = 0;
      const pid_t ended = ::waitpid(-1, &status, WNOHANG);
      if (ended < 0 && errno == ECHILD) return;
      if (ended <= 0) break;
      if (ended == worker) wait_status = status;
    }
    ::usleep(k_round_microseconds);
  }
}

}  // namespace

void become_guardian() {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

void become_guarded(pid_t guardian) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != guardian) ::_exit(EXIT_FAILURE);  // it died before the line above
}

void guard(pid_t worker, int lifeline) {
  int status = 0;
  if (!wait_for_either(worker, lifeline)) {
    while (::waitpid(worker, &status, 0) < 0 && errno == EINTR) {
    }
  }
  end_everything(worker, status);
  const GuardianReport report{status};
  (void)::send(lifeline, &report, sizeof(report), MSG_NOSIGNAL);
}

}  // namespace archgym::host
